import { sameOrigin } from '../../activitypub/uris.ts'
import { ACTOR_CONTEXT, PUBLIC } from '../../activitypub/vocabulary.ts'
import type { App, Reaction, Tx } from '../../core/app.ts'
import { Declined, Gone } from '../../core/errors.ts'
import type { Uris } from '../../core/own-uris.ts'
import { isDeleted } from '../../core/policy/active.ts'
import { isChatMessage } from '../../core/statuses/chat-message.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { isTombstoned } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { unixSeconds } from '../../lib/durations.ts'
import type { Activity } from '../objects/activity.ts'
import { xsdDateTime } from '../objects/json-ld.ts'
import type { NoteParts } from '../objects/load-notes.ts'
import { loadPerson, type PersonParts } from '../objects/load-person.ts'
import { noteAddressing } from '../objects/render-note.ts'
import { renderPerson } from '../objects/render-person.ts'
import { renderPost } from '../objects/render-post.ts'
import { loadOwnPost, outgoingAboutStatus } from '../outbox/about-status.ts'
import { findOwnPerson, inboxesOfRecentContacts } from '../outbox/account-recipients.ts'
import { findAddressees } from '../outbox/recipients.ts'
import { type Outgoing, send } from '../outbox/send.ts'
import type { ActivityType, Commit, Incoming } from './activity.ts'
import { renderCreate } from './create.ts'
import { storeFetchedPost } from './fetched-post.ts'
import { requireObjectId } from './object-id.ts'
import { fetchInstead } from './own-types.ts'
import { draftReceived, readOwnNote } from './received-note.ts'
import { storeSentProfile } from './received-profile.ts'

/** A new version of a post or of the sender's own profile. */
export const Update = {
  type: 'Update',
  effect: 'update',
  isAnnounced: true,
  isAllowedWhenSuspended: true,
  verify: ({ objectId, actor }) => sameOrigin(objectId, actor.uri),
  async receive(app, update) {
    const uri = requireObjectId(update)
    return uri === update.actor.uri ? storeSentProfile(app, update) : updatePost(app, update, uri)
  },
} satisfies ActivityType

/**
 * @throws Declined if the post belongs to another actor
 * @throws Gone if the post was deleted
 */
async function updatePost(app: App, update: Incoming, uri: string): Promise<Commit> {
  const known = await findStatusByUri(app, uri)
  if (known && known.account_id !== update.actor.id) throw new Declined('update-by-other')
  if (await isTombstoned(app.db, uri)) throw new Gone('uri-deleted', { uri })
  const note = readOwnNote(update)
  // A private message cannot be fetched, so it is believed whole.
  if (note && (known || isChatMessage(note))) return draftReceived(app, update, note)
  // The Create of the post was lost, or the Update contains only its id (C10).
  const fetching = { budget: update.budget, onlyIfRelevant: !update.community, isPushed: true }
  return fetchInstead(app, update, () => storeFetchedPost(app, uri, fetching))
}

/** status.edited: also sent to accounts that boosted, favourited or replied to the post. */
export const sendEdit: Reaction<'status.edited'> = async (tx, { status_id, via }) => {
  const parts = via === 'local' ? await loadOwnPost(tx, status_id) : undefined
  if (!parts) return
  const people = await findAddressees(tx, parts.status)
  const [activity, create] = [renderUpdate(tx.uris, parts), renderCreate(tx.uris, parts)]
  await send(tx, Update, await outgoingAboutStatus(tx, { parts, activity, create, people, isForHolders: true }))
}

/** account.updated: sent to followers and recent contacts. */
export const sendProfile: Reaction<'account.updated'> = async (tx, { account_id, via }) => {
  const account = via === 'local' ? await findOwnPerson(tx, account_id) : undefined
  if (!account || isDeleted(account)) return
  const activity = renderProfileUpdate(tx.uris, account, await loadPerson(tx, account))
  const inboxes = await inboxesOfRecentContacts(tx, account_id)
  await sendActor(tx, account, { activity, about: account.uri, inboxes })
}

/**
 * account.rekeyed: announces the new key, signed with the key that the receivers know (S-09). Sent to followers and
 * contacts; other servers fetch the actor when they see the new key. It has its own `about`, so that a profile change
 * signed with the new key does not replace it.
 */
export const sendRotation: Reaction<'account.rekeyed'> = async (tx, { account_id }) => {
  const account = await findOwnPerson(tx, account_id)
  if (!account || isDeleted(account)) return
  const parts = await loadPerson(tx, account)
  const update = renderProfileUpdate(tx.uris, account, parts)
  const activity = { ...update, id: `${parts.keys.rsa.key_id}/announcement` }
  const inboxes = await inboxesOfRecentContacts(tx, account_id)
  const about = `${account.uri} keys`
  await sendActor(tx, account, { activity, about, inboxes, followedBy: account_id, signingKey: 'former' })
}

type ActorUpdate = Pick<Outgoing, 'activity' | 'about' | 'inboxes' | 'followedBy' | 'signingKey'>

function sendActor(tx: Tx, { id }: Account, update: ActorUpdate): Promise<void> {
  return send(tx, Update, { ...update, context: ACTOR_CONTEXT, accountId: id, followersOf: [id] })
}

/** The Update of a post. Its id contains the version, so each edit has its own id. */
function renderUpdate(uris: Uris, parts: NoteParts): Activity {
  const { status, author } = parts
  const editedAt = status.edited_at ?? status.version_at
  return {
    id: `${status.uri}#updates/${unixSeconds(editedAt)}`,
    type: 'Update',
    actor: author.uri,
    published: xsdDateTime(editedAt),
    ...noteAddressing(uris, parts),
    object: renderPost(uris, parts),
  }
}

/** The Update of a profile. Its id contains the version, so each change has its own id. */
function renderProfileUpdate(uris: Uris, account: Account, parts: PersonParts): Activity {
  return {
    id: `${account.uri}#updates/${unixSeconds(account.updated_at)}-${account.revision}`,
    type: 'Update',
    actor: account.uri,
    to: [PUBLIC],
    cc: [uris.followers(account.id)],
    object: renderPerson(uris, account, parts),
  }
}
