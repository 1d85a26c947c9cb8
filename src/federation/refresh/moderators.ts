/** Reads who moderates a community, from the collection that its profile names (FEP-1b12). */
import { isObject, readId, readTypes } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { isActorType } from '../../activitypub/vocabulary.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { listModeratorIds, MAX_MODERATORS, replaceModerators } from '../../core/communities/moderators.ts'
import { AtollError } from '../../core/errors.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { fetchActor, storeActor } from '../fetch/actor.ts'
import type { Budget } from '../fetch/budget.ts'
import { readOwnCollection } from './own-collection.ts'

/** The collection, and its first page. */
const PAGES = 2
/** How many unknown moderators are fetched at a time. The next look fetches more. */
const MAX_FETCHED = 10

/** @throws Unavailable if the collection cannot be fetched now */
export async function refreshModerators(app: App, community: Account, budget: Budget): Promise<void> {
  const { moderators_url: url } = community
  if (url === null) return
  const before = await listModeratorIds(app, community.id)
  const read = await readOwnCollection(app, community, url, { items: MAX_MODERATORS, pages: PAGES, budget })
  if (!read) return
  const listed = await moderatorsAmong(app, community, read.items, budget)
  // Of a part of the list nobody is missing.
  const known = read.complete ? before : before.filter((id) => listed.includes(id))
  await app.transaction((tx) => replaceModerators(tx, community.id, { before: known, listed }))
}

async function moderatorsAmong(app: App, community: Account, items: readonly unknown[], budget: Budget): Promise<Id[]> {
  const found = new Set<Id>()
  let fetched = 0
  for (const item of items) {
    const uri = readId(item)
    const known = uri === undefined ? undefined : await findAccountByUri(app, uri)
    if (known) found.add(known.id)
    if (known || uri === undefined || app.uris.isLocal(uri) || fetched++ >= MAX_FETCHED) continue
    const moderator = await unknownModerator(app, community, { uri, item }, budget)
    if (moderator) found.add(moderator.id)
  }
  return [...found]
}

/** NodeBB lists whole actors, which its own server has just served. @returns undefined for one that cannot be stored now */
async function unknownModerator(
  app: App,
  community: Account,
  { uri, item }: { uri: string; item: unknown },
  budget: Budget,
): Promise<Account | undefined> {
  try {
    const isServed = isObject(item) && isActorType(readTypes(item)) && sameOrigin(uri, community.uri)
    return isServed ? await storeActor(app, item, budget) : await fetchActor(app, uri, { budget })
  } catch (error) {
    if (error instanceof AtollError) return undefined
    throw error
  }
}
