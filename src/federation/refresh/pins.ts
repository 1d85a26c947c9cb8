/**
 * Reads which posts an actor has pinned from its origin: GoToSocial and NodeBB send no Add, and nobody sends one for
 * what was pinned before we knew the actor (E-55, A-25).
 */
import { isObject, type JsonObject, readId } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { AtollError, Unavailable } from '../../core/errors.ts'
import { listPins, replacePins } from '../../core/interactions/replace-pins.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { canPin } from '../../core/policy/pins.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { MAX_REMOTE_PINS } from '../../core/statuses/limits.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Budget } from '../fetch/budget.ts'
import { fetchStatus, storeFetched } from '../notes/fetch-status.ts'
import { parseNote } from '../objects/parse-note.ts'
import { readOwnCollection } from './own-collection.ts'

/** The collection, and its first page. */
const PAGES = 2

/** @throws Unavailable if the collection, or a post that is unknown here, cannot be fetched now */
export async function refreshPins(app: App, account: Account, budget: Budget): Promise<void> {
  const { featured_url: url } = account
  if (url === null) return
  const before = await listPins(app, account.id)
  const read = await readOwnCollection(app, account, url, { items: MAX_REMOTE_PINS, pages: PAGES, budget })
  if (!read) return
  const listed: Id[] = []
  let failure: Unavailable | undefined
  for (const item of read.items) {
    const status = await pinnedStatus(app, account, item, budget)
    if (status instanceof Unavailable) failure = status
    else if (status && mayBePinned(account, status)) listed.push(status.id)
  }
  await replacePins(app, account.id, { before, listed })
  if (failure) throw failure
}

function mayBePinned(account: Account, status: Status): boolean {
  return canPin(account, status) && status.boost_of_id === null && status.visibility !== 'direct'
}

/**
 * @param item an id, or a whole post; of the actor's own origin, or it is skipped. Those of a community may be anywhere
 * @returns undefined for a post that is deleted, hidden or none, which does not hide the others
 */
async function pinnedStatus(
  app: App,
  account: Account,
  item: unknown,
  budget: Budget,
): Promise<Status | Unavailable | undefined> {
  const uri = readId(item)
  if (uri === undefined) return undefined
  const isSameOrigin = sameOrigin(uri, account.uri)
  if (!isSameOrigin && !isCommunity(account)) return undefined
  const known = await findStatusByUri(app, uri)
  if (known) return known
  try {
    if (!isWhole(item) || !isSameOrigin) return await fetchStatus(app, uri, { budget })
    // As its origin has just served it.
    return isCommunity(account) || isBy(account, item)
      ? await storeFetched(app, { id: uri, json: item }, { budget })
      : undefined
  } catch (error) {
    if (error instanceof Unavailable) return error
    if (error instanceof AtollError) return undefined
    throw error
  }
}

/** Not only an id with a type. */
function isWhole(item: unknown): item is JsonObject {
  return isObject(item) && item.content !== undefined
}

function isBy(account: Account, item: JsonObject): boolean {
  return parseNote(item, {}).attributedTo === account.uri
}
