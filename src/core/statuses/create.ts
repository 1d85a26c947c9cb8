/** Creates local posts. Text is rendered and mentions are looked up before the transaction that stores the post. */
import type { Account } from '../../db/tables/accounts.ts'
import type { NewStatus, ShownColumn, Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import type { Id } from '../../lib/ids.ts'
import { detectLanguage } from '../../lib/text/detect-language.ts'
import type { App, Tx } from '../app.ts'
import { Invalid } from '../errors.ts'
import { attachUploads } from '../media/uploads/attach.ts'
import { requireActive } from '../policy/active.ts'
import { requireNotBanned } from '../policy/bans.ts'
import { isCommunity } from '../policy/community.ts'
import { requireMayReply } from '../policy/may-reply.ts'
import { isOpen } from '../policy/open.ts'
import { formOf, readersOf } from './chat-message.ts'
import { composeText } from './compose-text.ts'
import { claimRequest, findRequested } from './idempotency.ts'
import { requireOriginal } from './require.ts'
import { type DraftMention, type StatusDraft, storeStatus } from './store.ts'
import { validateText } from './validate.ts'

/** A post as its author writes it: a text, from which `content` is made, and the columns that the author chooses. */
export interface WrittenStatus
  extends Partial<Omit<Pick<NewStatus, ShownColumn>, 'content' | 'source' | 'source_type'>> {
  text: string
  format?: Status['source_type'] | undefined
  visibility?: Visibility | undefined
  in_reply_to_id?: Id | undefined
  /** The ids of the author's uploads to attach, in order. */
  media?: readonly Id[] | undefined
}

interface CreateOptions {
  /** The same key within an hour returns the same status, even while the first request runs. */
  idempotencyKey?: string
  /** The app with which it is written. */
  appId?: Id | null
  /** If given, the text may mention nobody else. */
  allowedMentions?: readonly Id[] | undefined
}

/** A draft without what publishing decides: its time and its addresses. */
type UnpublishedDraft = Omit<StatusDraft, 'id' | 'uri' | 'url' | 'created_at'> & { media: readonly Id[] }

/**
 * Posts a status.
 * @throws Invalid if the text is empty or too long or has too many mentions, or if an upload cannot be attached
 * @throws UnexpectedMentions if the text mentions somebody whom `allowedMentions` leaves out
 * @throws NotFound if the parent does not exist or is hidden from the author
 * @throws Forbidden if the author is not active, the parent's author does not let them reply, the thread is locked, or the
 *   author is banned from its community
 */
export async function createStatus(
  app: App,
  author: Account,
  written: WrittenStatus,
  { idempotencyKey, appId = null, allowedMentions }: CreateOptions = {},
): Promise<Status> {
  requireActive(author)
  const known = idempotencyKey === undefined ? undefined : await findRequested(app, author, idempotencyKey)
  if (known) return known
  const draft = { ...(await draftOf(app, author, written, allowedMentions)), app_id: appId }
  return app.transaction((tx) => publish(tx, draft, idempotencyKey))
}

async function publish(
  tx: Tx,
  { media, ...draft }: UnpublishedDraft,
  idempotencyKey: string | undefined,
): Promise<Status> {
  const id = tx.ids.next()
  const known = idempotencyKey === undefined ? undefined : await claimRequest(tx, draft.author, idempotencyKey, id)
  if (known) return known
  const created_at = tx.clock.now()
  const url = tx.uris.statusPage(draft.author.username, id)
  const attachments = await attachUploads(tx, { account_id: draft.author.id, status_id: id }, media)
  const { status } = await storeStatus(
    tx,
    { ...draft, attachments, id, uri: tx.uris.status(id), url, created_at },
    'local',
  )
  return status
}

async function draftOf(
  app: App,
  author: Account,
  written: WrittenStatus,
  allowedMentions: readonly Id[] | undefined,
): Promise<UnpublishedDraft> {
  const { text, format = 'text/plain', in_reply_to_id, media = [], ...columns } = written
  validateText({ ...written, hasMedia: media.length > 0 })
  const parent = in_reply_to_id === undefined ? undefined : await requireOriginal(app, author, in_reply_to_id)
  if (parent) await requireMayReply(app, author, parent, columns.visibility)
  const content_warning = columns.content_warning?.trim() ?? ''
  const { html, mentions: named, tags } = await composeText(app, text, format)
  refuseUnexpected(author, named, allowedMentions)
  const visibility = columns.visibility ?? 'public'
  const mentions = visibility === 'direct' ? await readersOf(app, author, { parent, named }) : named
  // A reply is in the community of its thread.
  const community_id = parent ? null : mentions.find(({ account }) => isCommunity(account))?.account.id
  if (isOpen({ visibility })) await requireNotBanned(app, author, community_id)
  return {
    ...columns,
    ...(visibility === 'direct' && (await formOf(app, author, mentions))),
    author,
    parent,
    content: html,
    content_warning,
    source: text,
    source_type: format,
    sensitive: (columns.sensitive ?? false) || content_warning !== '',
    language: columns.language || ((await detectLanguage(text)) ?? null),
    visibility,
    community_id,
    mentions,
    tags,
    media: [...new Set(media)],
  }
}

/** The text mentions accounts that the client did not expect: perhaps it reads names in another way than we do. */
export class UnexpectedMentions extends Invalid {
  readonly accounts: readonly Account[]
  constructor(accounts: readonly Account[]) {
    super('unexpected-mentions')
    this.accounts = accounts
  }
}

function refuseUnexpected(
  author: Account,
  mentions: readonly DraftMention[],
  allowed: readonly Id[] | undefined,
): void {
  if (!allowed) return
  const expected = new Set([author.id, ...allowed])
  const others = mentions.map(({ account }) => account).filter(({ id }) => !expected.has(id))
  if (others.length > 0) throw new UnexpectedMentions(others)
}
