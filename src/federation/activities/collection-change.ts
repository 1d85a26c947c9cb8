/** What an Add or Remove changes: an actor's own pins, or the pins or the moderators of a community (A-25, FEP-1b12). */
import { readId } from '../../activitypub/read.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { addModerator, removeModerator } from '../../core/communities/moderators.ts'
import { pin, unpin } from '../../core/interactions/pin.ts'
import { isDeleted } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { fetchActor } from '../fetch/actor.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import type { Incoming } from './activity.ts'
import { namedCommunity, requireModerator } from './moderation.ts'
import { requireObjectId } from './object-id.ts'
import { findPinned, isAboutOwnPins } from './pins.ts'

interface CollectionChange {
  /** Whose collection it is. */
  owner: Account
  add(tx: Tx): Promise<unknown>
  /** @returns whether the object was in the collection */
  remove(tx: Tx): Promise<boolean>
}

interface Options {
  /** Whether an unknown object may be fetched, if its owner has a local follower. */
  mayFetch: boolean
}

/** Whether it names what changes, and where. */
export function namesCollection({ objectId, json }: Incoming): boolean {
  return objectId !== undefined && readId(json.target) !== undefined
}

/** The actor itself, or the community that it moderates, if the target is one of its collections. */
export async function findOwner(app: App, activity: Incoming): Promise<Account | undefined> {
  if (isAboutOwnPins(activity)) return activity.actor
  const community = await namedCommunity(app, activity)
  const target = readId(activity.json.target)
  const isIts = community && [community.featured_url, community.moderators_url].includes(target ?? null)
  if (!isIts) return undefined
  await requireModerator(app, activity, community)
  return community
}

/** @returns undefined if the object is unknown */
export async function findChange(
  app: App,
  activity: Incoming,
  owner: Account,
  options: Options,
): Promise<CollectionChange | undefined> {
  return readId(activity.json.target) === owner.featured_url
    ? changeOfPins(app, activity, owner, options)
    : changeOfModerators(app, activity, owner, options)
}

async function changeOfPins(app: App, activity: Incoming, owner: Account, options: Options) {
  const status = await findPinned(app, activity, owner, options)
  if (!status) return undefined
  return {
    owner,
    add: (tx: Tx) => pin(tx, owner, status.id, { via: 'delivery' }),
    remove: (tx: Tx) => unpin(tx, owner, status.id, { via: 'delivery' }),
  }
}

async function changeOfModerators(app: App, activity: Incoming, owner: Account, { mayFetch }: Options) {
  const { budget } = activity
  const uri = requireObjectId(activity)
  const known = await findAccountByUri(app, uri)
  const isFetched = !known && mayFetch && !app.uris.isLocal(uri) && (await hasLocalFollower(app, owner))
  const moderator = known ?? (isFetched ? await fetchActor(app, uri, { budget }) : undefined)
  if (!moderator || isDeleted(moderator)) return undefined
  return {
    owner,
    add: (tx: Tx) => addModerator(tx, owner.id, moderator.id),
    remove: (tx: Tx) => removeModerator(tx, owner.id, moderator.id),
  }
}
