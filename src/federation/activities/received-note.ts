/** What Create and Update have in common: a post as its author sent it. */
import { readEmbedded } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import type { App, Tx } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import { storeMentions } from '../../core/mentions/store.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { draftOfNote, fetchMentioned, type RemoteDraft } from '../notes/draft.ts'
import { isRelevant } from '../notes/relevance.ts'
import { storeNote } from '../notes/store.ts'
import { type IncomingNote, parseNote } from '../objects/parse-note.ts'
import { askToRestore } from '../refresh/restored-status.ts'
import { refetchStatus } from '../refresh/status.ts'
import { resolveParent } from '../refresh/thread.ts'
import type { Commit, Incoming } from './activity.ts'

/**
 * The embedded post, if it can be believed. Only an id (Mitra), or a post of another server (case 31): then its
 * origin is asked.
 */
export function readOwnNote({ object, objectId, actor }: Incoming): IncomingNote | undefined {
  const inner = readEmbedded(object)
  const isWhole = inner?.type !== undefined && sameOrigin(objectId, actor.uri)
  if (!isWhole) return undefined
  const note = parseNote(inner)
  if (note.attributedTo !== actor.uri) throw new Declined('post-of-sender-only')
  return note
}

/** What stores a post that its author sent, if it concerns anybody here or is held already. */
export async function draftReceived(
  app: App,
  { actor, recipientId, receivedAt, budget }: Incoming,
  note: IncomingNote,
): Promise<Commit> {
  const gathered = await draftOfNote(app, note, actor, { recipientId, receivedAt })
  const isWanted = (await isRelevant(app, gathered.draft)) || (await findStatusByUri(app, note.uri)) !== undefined
  if (!isWanted) throw new Declined('post-irrelevant')
  await fetchMentioned(app, gathered, note, budget)
  return (tx) => write(tx, gathered.draft, actor)
}

async function write(tx: Tx, draft: RemoteDraft, actor: Account): Promise<void> {
  const kept = await storeNote(tx, draft, 'delivery').catch((error: unknown) => {
    // Deleted: thrown before anything was written. Its origin decides whether it is back (C8).
    if (error instanceof Gone) return undefined
    throw error
  })
  if (!kept) return askToRestore(tx, { uri: draft.uri, actor_uri: actor.uri })
  const { status, isNew, conflicts } = kept
  if (isNew) await resolveParent(tx, status)
  if (conflicts) await tx.enqueue(refetchStatus, { uri: draft.uri })
  // A direct post may come once for each of its readers here, and each copy names another inbox.
  if (status.visibility === 'direct')
    await storeMentions(
      tx,
      status.id,
      draft.mentions.filter(({ silent }) => silent),
    )
}
