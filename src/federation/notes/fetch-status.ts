/** Fetches remote statuses from their origin, the only source that can change them besides their author (C2). */
import { hasType, type JsonObject, readAudience, readId } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import { isDeleted, isSuspended } from '../../core/policy/active.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { isTombstoned, removeTombstone } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { type FetchedDocument, type FetchOptions, fetchRemote } from '../fetch/document.ts'
import { withPermit } from '../fetch/permits.ts'
import { singleFlight } from '../fetch/single-flight.ts'
import { addressingOf } from '../objects/audience.ts'
import { type NoteSetting, parseNote } from '../objects/parse-note.ts'
import { completeDraft } from './complete-draft.ts'
import { draftOfNote } from './draft.ts'
import { requireRelevant } from './relevance.ts'
import { storeNote } from './store.ts'

/** Restores a deleted status, if it still belongs to this actor, where its owner is known (C8). */
export interface Restoration {
  ownerUri: string | undefined
  deletedAt: number
}

interface StatusFetch extends FetchOptions {
  /** Store the status only if it concerns a local account, because no user asked for it. */
  onlyIfRelevant?: boolean
  /** The author's own activity caused this fetch, so the status is news (C10). Other fetched posts notify nobody. */
  isPushed?: boolean
  restores?: Restoration | undefined
}

/**
 * Fetches a status, known or not, and stores the version that its origin serves now.
 * @throws the errors of `fetchRemote`; also Gone for a deleted status (C8) and Declined if it is not a status
 */
export function fetchStatus(app: App, uri: string, options: StatusFetch): Promise<Status> {
  const { onlyIfRelevant = false, pasted = false, isPushed = false, restores } = options
  const fetchAndStore = async () => {
    if (!restores && (await isTombstoned(app.db, uri))) throw new Gone('uri-deleted', { uri })
    return storeFetched(app, await fetchRemote(app, uri, options), options)
  }
  const key = `status ${onlyIfRelevant} ${pasted} ${isPushed} ${restores?.ownerUri} ${restores?.deletedAt} ${uri}`
  return withPermit(app, options.budget, () => singleFlight(app, key, fetchAndStore, options.budget.signal))
}

/**
 * Stores the status that a fetched document is.
 * @throws Declined if it is not a status
 */
export async function storeFetched(app: App, { id, json }: FetchedDocument, options: StatusFetch): Promise<Status> {
  if (!hasType(json, 'Create')) return storeDocument(app, json, options)
  // Users may paste the address of a Create activity. They mean the post that it created.
  const objectId = readId(json.object)
  if (objectId === undefined || !sameOrigin(objectId, id)) throw new Declined('create-without-object')
  const created = await fetchRemote(app, objectId, { budget: options.budget })
  return storeDocument(app, created.json, options, { author: named(readId(json.actor)), audience: readAudience(json) })
}

async function storeDocument(
  app: App,
  json: JsonObject,
  options: StatusFetch,
  activity: NoteSetting = {},
): Promise<Status> {
  const { budget, onlyIfRelevant, isPushed, restores } = options
  const known = await findStatusByUri(app, readId(json) ?? '')
  const note = parseNote(json, known ? await settingOf(app, known) : { author: named(restores?.ownerUri), ...activity })
  if (note.isVote) throw new Declined('post-is-vote')
  if (restores?.ownerUri !== undefined && note.attributedTo !== restores.ownerUri)
    throw new Declined('post-restored-by-other')
  const author = await authorOf(app, note.attributedTo, budget)
  const drafted = await draftOfNote(app, note, author, { receivedAt: app.clock.now(), recipientId: null })
  if (onlyIfRelevant && !known) await requireRelevant(app, drafted.draft)
  const draft = await completeDraft(app, drafted, budget)
  const { status } = await app.transaction(async (tx) => {
    if (restores) await removeTombstone(tx, note.uri, restores.deletedAt)
    return storeNote(tx, draft, isPushed && !known ? 'delivery' : 'fetch')
  })
  return status
}

function named(uri: string | undefined): NoteSetting['author'] {
  return uri === undefined ? undefined : { uri }
}

/** What a document leaves out stays as it is stored: some servers give author and audience only to the activity. */
async function settingOf(app: App, { account_id, visibility }: Status): Promise<NoteSetting> {
  const author = await findAccount(app, account_id)
  return { author, audience: addressingOf(visibility, author?.followers_url ?? '', []) }
}

async function authorOf(app: App, uri: string, budget: Budget): Promise<Account> {
  const author = (await findAccountByUri(app, uri)) ?? (await fetchActor(app, uri, { budget }))
  if (isDeleted(author)) throw new Gone('uri-deleted', { uri })
  if (isSuspended(author)) throw new Declined('actor-suspended', { uri })
  return author
}
