import { readEmbedded } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import type { App, Tx } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { storeMentions } from '../../core/statuses/mentions.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { fetchStatus } from '../fetch/status.ts'
import { draftOfNote, fetchMentioned, type RemoteDraft } from '../notes/draft.ts'
import { isRelevant } from '../notes/relevance.ts'
import { storeNote } from '../notes/store.ts'
import { type IncomingNote, parseNote } from '../objects/parse-note.ts'
import { askToRestore } from '../refresh/restored-status.ts'
import { refetchStatus } from '../refresh/status.ts'
import { resolveParent } from '../refresh/thread.ts'
import { activity, type Commit, type Incoming } from './activity.ts'

/** A post from elsewhere. */
export const Create = activity({
  type: 'Create',
  verify: ({ objectId }) => objectId !== undefined,
  async receive(app, create) {
    const uri = create.objectId as string
    // C25: what claims to be of this server was made by nobody else (case 45).
    if (app.uris.isLocal(uri)) throw new Declined('Posts of this server are not made elsewhere')
    const note = ownNote(create)
    if (!note) return fetchCreated(app, create, uri)
    // Polls have no votes here yet, and a vote is never shown as a post.
    return note.isVote ? undefined : keep(app, create, note)
  },
})

async function fetchCreated(app: App, { actor, budget }: Incoming, uri: string): Promise<Commit | undefined> {
  try {
    await fetchStatus(app, uri, { budget, onlyIfRelevant: true })
  } catch (error) {
    if (!(error instanceof Gone) || !sameOrigin(uri, actor.uri)) throw error
    return (tx) => askToRestore(tx, { uri, actor_uri: actor.uri }) // C8
  }
}

/**
 * The embedded post, if it can be believed. Only an id (Mitra), or a post of another server (case 31): then its
 * origin is asked.
 */
export function ownNote({ object, objectId, actor }: Incoming): IncomingNote | undefined {
  const inner = readEmbedded(object)
  const isWhole = inner?.type !== undefined && sameOrigin(objectId, actor.uri)
  if (!isWhole) return undefined
  const note = parseNote(inner)
  if (note.attributedTo !== actor.uri) throw new Declined('This post is attributed to somebody else than its sender')
  return note
}

/** Keeps a post that its author sent, if it concerns anybody here or is held already. */
export async function keep(
  app: App,
  { actor, recipientId, receivedAt, budget }: Incoming,
  note: IncomingNote,
): Promise<Commit> {
  const gathered = await draftOfNote(app, note, actor, { recipientId, receivedAt })
  const isWanted = (await isRelevant(app, gathered.draft)) || (await findStatusByUri(app, note.uri)) !== undefined
  if (!isWanted) throw new Declined('This post concerns nobody here')
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
