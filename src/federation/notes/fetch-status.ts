/** Statuses of other servers, straight from their origin (C2). */
import { hasType, type JsonObject, readId } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import { isDeleted, isSuspended } from '../../core/policy/active.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { isTombstoned, removeTombstone } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { type FetchOptions, fetchRemote } from '../fetch/document.ts'
import { singleFlight } from '../fetch/single-flight.ts'
import { withSlot } from '../fetch/slots.ts'
import { parseNote } from '../objects/parse-note.ts'
import { draftOfNote, fetchMentioned } from './draft.ts'
import { isRelevant } from './relevance.ts'
import { storeNote } from './store.ts'

interface StatusFetch extends FetchOptions {
  /** Kept only if it concerns somebody here: nobody here asked for it. */
  onlyIfRelevant?: boolean
  /** Its author sent us here, so it is news (C10): without, a fetched post notifies nobody. */
  isPushed?: boolean
  /** What was deleted may come back, if it is still this actor's (C8). */
  revives?: { ownerUri: string; deletedAt: number }
}

/**
 * Fetches a status, known or not, and keeps what its origin says now.
 * @throws like `fetchRemote`; Gone also for what was deleted (C8); Declined for what is no status
 */
export function fetchStatus(app: App, uri: string, options: StatusFetch): Promise<Status> {
  const { onlyIfRelevant = false, pasted = false, isPushed = false, revives } = options
  const run = async () => {
    if (!revives && (await isTombstoned(app.db, uri))) throw new Gone('uri-deleted', { uri })
    return keepDocument(app, await fetchNote(app, uri, options), options)
  }
  const key = `status ${onlyIfRelevant} ${pasted} ${isPushed} ${revives?.ownerUri} ${uri}`
  return withSlot(app, options.budget, () => singleFlight(app, key, run))
}

/** Some people paste the address of the Create: what it created is what they mean. */
async function fetchNote(app: App, uri: string, options: FetchOptions): Promise<JsonObject> {
  const { id, json } = await fetchRemote(app, uri, options)
  if (!hasType(json, 'Create')) return json
  const objectId = readId(json.object)
  if (objectId === undefined || !sameOrigin(objectId, id)) throw new Declined('create-without-object')
  return (await fetchRemote(app, objectId, { budget: options.budget })).json
}

async function keepDocument(app: App, json: JsonObject, options: StatusFetch): Promise<Status> {
  const { budget, onlyIfRelevant, isPushed, revives } = options
  const note = parseNote(json)
  if (note.isVote) throw new Declined('post-is-vote')
  if (revives && note.attributedTo !== revives.ownerUri) throw new Declined('post-restored-by-other')
  const author = await authorOf(app, note.attributedTo, budget)
  const gathered = await draftOfNote(app, note, author, { receivedAt: app.clock.now(), recipientId: null })
  const known = onlyIfRelevant ? await findStatusByUri(app, note.uri) : undefined
  if (onlyIfRelevant && !known && !(await isRelevant(app, gathered.draft))) throw new Declined('post-irrelevant')
  await fetchMentioned(app, gathered, note, budget)
  const { status } = await app.transaction(async (tx) => {
    if (revives) await removeTombstone(tx, note.uri, revives.deletedAt)
    return storeNote(tx, gathered.draft, isPushed && !known ? 'delivery' : 'fetch')
  })
  return status
}

async function authorOf(app: App, uri: string, budget: Budget): Promise<Account> {
  const author = (await findAccountByUri(app, uri)) ?? (await fetchActor(app, uri, { budget }))
  if (isDeleted(author)) throw new Gone('uri-deleted', { uri })
  if (isSuspended(author)) throw new Declined('actor-suspended', { uri })
  return author
}
