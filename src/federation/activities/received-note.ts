/** Shared by Create and Update: a post as its author sent it. */
import { readEmbedded } from '../../activitypub/read.ts'
import { hostOf, sameOrigin } from '../../activitypub/uris.ts'
import type { App, Tx } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import { storeMentions } from '../../core/mentions/store.ts'
import { isOpen } from '../../core/policy/open.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { RetryLater } from '../../jobs/job.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { completeDraft } from '../notes/complete-draft.ts'
import { draftOfNote, type RemoteDraft } from '../notes/draft.ts'
import { mayWaitForParent, PARENT_WITHIN_MS, requireRelevant } from '../notes/relevance.ts'
import { storeNote } from '../notes/store.ts'
import { type IncomingNote, parseNote } from '../objects/parse-note.ts'
import { requestRestore } from '../refresh/restored-status.ts'
import { refetchStatus } from '../refresh/status.ts'
import { resolveParent } from '../refresh/thread.ts'
import type { Commit, Incoming } from './activity.ts'
import { ownTypeOf } from './own-types.ts'

/**
 * The embedded post, if it can be trusted.
 * @returns undefined if the post must be fetched: only its id was sent (Mitra), it is on another origin (case 31), or its
 *   type is the sender's own (BookWyrm)
 * @throws Declined if the post is attributed to others, and not to the sender (case 32)
 */
export function readOwnNote({ object, objectId, actor, to, cc }: Incoming): IncomingNote | undefined {
  const inner = readEmbedded(object)
  const isWhole = inner?.type !== undefined && sameOrigin(objectId, actor.uri)
  if (!isWhole || ownTypeOf(object) !== undefined) return undefined
  const note = parseNote(inner, { author: actor, audience: { to, cc } })
  if (note.attributedTo !== actor.uri) throw new Declined('post-author-not-sender')
  return note
}

/**
 * Prepares to store a post that its author sent.
 * @returns the writes to commit
 * @throws Declined if the post concerns no local account and is not stored already
 */
export async function draftReceived(app: App, activity: Incoming, note: IncomingNote): Promise<Commit> {
  const { actor, recipientId, receivedAt, attempt, budget, community } = activity
  const drafted = await draftOfNote(app, note, actor, { recipientId, receivedAt })
  // What a community announces to everybody concerns its followers here.
  if (!community || !isOpen(drafted.draft)) await requireWanted(app, drafted.draft, attempt)
  const draft = await completeDraft(app, drafted, budget)
  return (tx) => write(tx, draft, activity)
}

/**
 * Nearly every post is relevant, so only for others it is looked up whether they are stored.
 * @throws RetryLater if the parent may still arrive and make it relevant
 */
async function requireWanted(app: App, draft: RemoteDraft, attempt: number): Promise<void> {
  try {
    await requireRelevant(app, draft)
  } catch (error) {
    if (!(error instanceof Declined)) throw error
    if (await findStatusByUri(app, draft.uri)) return
    const isEarly = attempt === 1 && error.code === 'post-irrelevant-yet'
    if (isEarly && mayWaitForParent(app, hostOf(draft.uri) ?? ''))
      throw new RetryLater(PARENT_WITHIN_MS, sentenceOf(error.reason))
    throw error
  }
}

async function write(tx: Tx, draft: RemoteDraft, { actor, community }: Incoming): Promise<void> {
  const stored = await storeNote(tx, draft, 'delivery').catch((error: unknown) => {
    // The post was deleted here. storeNote throws before it writes. The origin decides whether the post is back (C8).
    if (error instanceof Gone) return undefined
    throw error
  })
  if (!stored) return requestRestore(tx, { uri: draft.uri, actor_uri: actor.uri, isWanted: community !== undefined })
  const { status, isNew, conflicts } = stored
  if (isNew) await resolveParent(tx, status)
  if (conflicts) await tx.enqueue(refetchStatus, { uri: draft.uri })
  // A direct post may arrive once for each local reader, and the inbox of each copy adds a recipient.
  if (status.visibility === 'direct')
    await storeMentions(
      tx,
      status.id,
      draft.mentions.filter(({ silent }) => silent),
    )
}
