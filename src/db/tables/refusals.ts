import { flag, id, index, int, oneOf, type Row, table, text, time, unique } from './columns.ts'

/** Why a server refused something, as far as its answer is understood. */
export const REFUSAL_REASONS = [
  'locked',
  'banned-from-community',
  'banned-from-server',
  'moderators-only',
  'community-closed',
  'without-community',
  'not-public',
  'parent-unknown',
  'thread-too-deep',
  'blocked-by-person',
  'server-blocked',
  'language',
  'word',
  'link',
  'sensitive',
  'title',
  'too-large',
] as const
export type RefusalReason = (typeof REFUSAL_REASONS)[number]

/** What other servers refused of the things that people here wrote or did: for each post and server, the newest. */
export const refusals = table(
  {
    id: id().key(),
    /** The local account whose action was refused. Nobody else is told. */
    account_id: id(),
    /** The post that was written, or the one that was liked. */
    status_id: id(),
    host: text(),
    /** The inbox that refused. If it accepts a later version, the refusal is withdrawn. */
    inbox: text(),
    action: oneOf('post', 'edit', 'like'),
    /** The HTTP status of the answer. */
    answered_status: int(),
    /** Null if the answer is not understood. */
    reason: oneOf(...REFUSAL_REASONS).orNull(),
    /** What the server said, as one line of plain text. Empty if it said nothing. */
    answer: text(),
    /** Whether someone on that server is addressed. Otherwise the post went there because of its followers. */
    is_addressed: flag(),
    created_at: time(),
  },
  unique('status_id', 'account_id', 'host'),
  index('account_id'),
)
export type Refusal = Row<typeof refusals>
/** What a server answered. */
export type RefusingAnswer = Pick<Refusal, 'host' | 'answered_status' | 'reason' | 'answer'>
