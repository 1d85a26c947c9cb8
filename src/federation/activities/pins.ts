/** Shared by Add and Remove: an actor's own post, in the collection that its profile names. */
import { readId } from '../../activitypub/read.ts'
import { sameOrigin } from '../../activitypub/uris.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { App, Tx } from '../../core/app.ts'
import type { Events } from '../../core/events.ts'
import { isOpen } from '../../core/policy/open.ts'
import { canPin } from '../../core/policy/pins.ts'
import { findStatus, findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { hasLocalFollower } from '../notes/relevance.ts'
import type { Activity } from '../objects/activity.ts'
import { findOwnPerson } from '../outbox/account-recipients.ts'
import { type SentType, send } from '../outbox/send.ts'
import type { Incoming } from './activity.ts'
import { requireObjectId } from './object-id.ts'

/** Whether the target is the actor's own pins and the object can be the actor's own post (case 39). */
export function isAboutOwnPins({ actor, objectId, json }: Incoming): boolean {
  const target = readId(json.target)
  return target !== undefined && target === actor.featured_url && sameOrigin(objectId, actor.uri)
}

/**
 * A post that the owner of the pins can have pinned: its own, or one in the community that it is. An unknown post is
 * fetched only if the owner has a local follower.
 */
export async function findPinned(
  app: App,
  add: Incoming,
  owner: Account,
  { mayFetch }: { mayFetch: boolean },
): Promise<Status | undefined> {
  const { budget } = add
  const uri = requireObjectId(add)
  const known = await findStatusByUri(app, uri)
  const status =
    known ?? (mayFetch && (await hasLocalFollower(app, owner)) ? await fetchStatus(app, uri, { budget }) : undefined)
  return status && canPin(owner, status) ? status : undefined
}

/** Sends an Add or Remove to followers, if everybody may see the post. */
export async function sendPin(
  tx: Tx,
  type: SentType,
  { account_id, status_id, via }: Events['status.pinned'],
): Promise<void> {
  const account = via === 'local' ? await findOwnPerson(tx, account_id) : undefined
  const status = account && (await findStatus(tx, status_id))
  if (!account || !status || !isOpen(status)) return
  await send(tx, type, {
    activity: renderPin(tx, type.type, account, status),
    accountId: account_id,
    about: `${account.uri} pins ${status.uri}`,
    inboxes: [],
    followersOf: [account_id],
  })
}

/**
 * The activity has an id, although Mastodon sends none: Akkoma's validator requires one. It is new each time, since
 * a second Add of the same post must not be taken for a duplicate of the first.
 */
function renderPin({ uris, ids }: Tx, type: string, account: Account, status: Status): Activity {
  return {
    id: `${account.uri}#pins/${status.id}/${type.toLowerCase()}/${ids.next()}`,
    type,
    actor: account.uri,
    to: [PUBLIC],
    cc: [uris.followers(account.id)],
    object: status.uri,
    target: uris.featured(account.id),
  }
}
