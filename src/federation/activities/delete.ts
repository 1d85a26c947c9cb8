import { sameOrigin } from '../../activitypub/uris.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import { deleteAccount } from '../../core/accounts/delete.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import { findDroppedByUri } from '../../core/dropped/find.ts'
import { Declined } from '../../core/errors.ts'
import { lockObject } from '../../core/lock-object.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { removeStatus } from '../../core/statuses/delete.ts'
import { keepDeletedMessage } from '../../core/statuses/deleted-messages.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { removeDropped } from '../../core/statuses/remove-dropped.ts'
import { rememberDeletion } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { originOf } from '../../lib/http/hosts.ts'
import type { Activity } from '../objects/activity.ts'
import { communityAddressing } from '../objects/audience.ts'
import type { NoteParts } from '../objects/load-notes.ts'
import { noteAddressing } from '../objects/render-note.ts'
import { renderTombstone } from '../objects/render-tombstone.ts'
import { loadOwnPost, outgoingAboutStatus } from '../outbox/about-status.ts'
import { findOwnPerson, inboxesOfContacts } from '../outbox/account-recipients.ts'
import { findAddressees } from '../outbox/recipients.ts'
import { send } from '../outbox/send.ts'
import { askWhetherGone } from '../refresh/actor.ts'
import { refetchStatus } from '../refresh/status.ts'
import { type ActivityType, type Incoming, NO_EFFECT } from './activity.ts'
import { hasObjectId, requireObjectId } from './object-id.ts'
import { unlessUndone } from './pending-undo.ts'
import { findUndoneRemoval, isByModerator, removeByModerator, removeUnknown } from './removal.ts'

/**
 * Deletes a post of the sender or the sender itself (A-14, C18), or takes a post out of the community that the
 * sender moderates. Only the id of the object matters.
 */
export const Delete = {
  type: 'Delete',
  effect: 'remove',
  isAnnounced: true,
  isAllowedWhenSuspended: true,
  verify: hasObjectId,
  async receive(_, deletion) {
    const { actor } = deletion
    const uri = requireObjectId(deletion)
    if (uri === actor.uri) return (tx) => deleteAccount(tx, actor, { via: 'delivery' })
    return (tx) => removeObject(tx, deletion, uri)
  },
  findUndone: findUndoneRemoval,
} satisfies ActivityType

/** @throws Declined if the object belongs to another actor (case 35) */
async function removeObject(tx: Tx, deletion: Incoming, uri: string): Promise<unknown> {
  const { actor } = deletion
  // Until the end, it neither arrives nor is dropped from the cache.
  await lockObject(tx, uri)
  const status = await findStatusByUri(tx, uri)
  if (status && status.account_id !== actor.id) return removeByModerator(tx, deletion, status)
  if (status) return removeUnlessUndone(tx, deletion, status)
  const { community } = deletion
  if (community && !sameOrigin(uri, community.uri) && isByModerator(deletion))
    return removeUnknown(tx, deletion, community, uri)
  if (!sameOrigin(uri, actor.uri) && !(community && sameOrigin(uri, community.uri)))
    throw new Declined('delete-by-other')
  const dropped = await findDroppedByUri(tx, uri)
  if (dropped && dropped.account_id !== actor.id) throw new Declined('delete-by-other')
  if (dropped) return removeDropped(tx, dropped)
  const account = await findAccountByUri(tx, uri)
  if (account) return deleteCommunity(tx, account)
  // The Create may still be on its way. The tombstone keeps it from creating the post (C9).
  await rememberDeletion(tx, uri, originOf(uri) as string)
  return NO_EFFECT
}

/**
 * A moderator or an administrator of its server deletes a community. Its origin says whether it is gone, and an Undo may
 * bring it back.
 * @throws Declined for any other account, which only its owner deletes
 */
async function deleteCommunity(tx: Tx, account: Account): Promise<void> {
  if (!isCommunity(account)) throw new Declined('delete-of-other-account')
  await askWhetherGone(tx, account)
}

/**
 * If the author has said already that the post exists again, its origin decides (C8, C9). It does as well if a community
 * elsewhere announces the Delete, since that may be an old one.
 */
async function removeUnlessUndone(tx: Tx, deletion: Incoming, status: Status): Promise<void> {
  const { community, actor } = deletion
  const isFirstHand = !community || sameOrigin(community.uri, actor.uri)
  if (!(await unlessUndone(tx, deletion)) || !isFirstHand)
    return tx.enqueue(refetchStatus, { uri: status.uri, isDeletionReported: true })
  await keepDeletedMessage(tx, status)
  await removeStatus(tx, status, { via: 'delivery' })
}

/** status.deleted, if the status is a post; runs before its rows are deleted. Sent to every server with a copy. */
export const sendDelete: Reaction<'status.deleted'> = async (tx, event) => {
  const { status_id, via, isConsequence } = event
  // If the account is deleted, its own Delete suffices.
  const parts = via === 'local' && !isConsequence ? await loadOwnPost(tx, status_id) : undefined
  if (!parts) return
  const people = await findAddressees(tx, parts.status)
  const about = { parts, activity: renderDelete(tx, parts), people, isForHolders: true } as const
  await send(tx, Delete, await outgoingAboutStatus(tx, about))
}

/**
 * account.deleted; runs before the account's rows are deleted. Also sent to the accounts that it followed, since their
 * servers count it as a follower, and to the communities in whose threads it wrote.
 */
export const sendAccountDelete: Reaction<'account.deleted'> = async (tx, { account_id, via }) => {
  const account = via === 'local' ? await findOwnPerson(tx, account_id) : undefined
  if (!account) return
  await send(tx, Delete, {
    activity: renderAccountDelete(account),
    accountId: account_id,
    about: account.uri,
    inboxes: await inboxesOfContacts(tx, account_id),
    followersOf: [account_id],
    followedBy: account_id,
  })
}

/**
 * The Delete of a post. It is public even if the post was not: it contains nothing but the id, and peers forward
 * only public activities. The exception is a direct message, because only its readers know its id.
 */
function renderDelete({ uris, clock }: Tx, parts: NoteParts): Activity {
  const { status, author, community } = parts
  const addressing =
    status.visibility === 'direct' ? noteAddressing(uris, parts) : { to: [PUBLIC], ...communityAddressing(community) }
  return {
    id: `${status.uri}#delete`,
    type: 'Delete',
    actor: author.uri,
    ...addressing,
    object: renderTombstone(status.uri, status.object_type, clock.now()),
  }
}

/** The Delete of an account. Without `removeData`, Lemmy keeps what the account wrote. */
function renderAccountDelete({ uri }: Account): Activity {
  return { id: `${uri}#delete`, type: 'Delete', actor: uri, to: [PUBLIC], cc: [], object: uri, removeData: true }
}
