import { sameOrigin } from '../../activitypub/uris.ts'
import { PUBLIC } from '../../activitypub/vocabulary.ts'
import { deleteAccount } from '../../core/accounts/delete.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import { Declined } from '../../core/errors.ts'
import { removeStatus } from '../../core/statuses/delete.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import { rememberDeletion } from '../../core/tombstones/tombstone.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { originOf } from '../../lib/http/hosts.ts'
import type { Activity } from '../objects/activity.ts'
import type { NoteParts } from '../objects/load-notes.ts'
import { noteAddressing } from '../objects/render-note.ts'
import { renderTombstone } from '../objects/render-tombstone.ts'
import { holdersOf, loadOwnPost, outgoingAboutStatus } from '../outbox/about-status.ts'
import { findOwnPerson, inboxesOfAcquaintances } from '../outbox/account-recipients.ts'
import { send } from '../outbox/send.ts'
import type { ActivityType } from './activity.ts'

/** The end of a post or of the sender (A-14, C18). Only the id of the object matters. */
export const Delete = {
  type: 'Delete',
  purpose: 'close',
  isAllowedWhenSuspended: true,
  verify: ({ objectId, actor }) => sameOrigin(objectId, actor.uri),
  async receive(_, { actor, objectId }) {
    const uri = objectId as string
    if (uri === actor.uri) return (tx) => deleteAccount(tx, actor, { via: 'delivery' })
    return (tx) => removeObject(tx, actor, uri)
  },
} satisfies ActivityType

async function removeObject(tx: Tx, actor: Account, uri: string): Promise<void> {
  const status = await findStatusByUri(tx, uri)
  if (status && status.account_id !== actor.id) throw new Declined('delete-by-other') // case 35
  if (status) return removeStatus(tx, status, { via: 'delivery' })
  if (await findAccountByUri(tx, uri)) throw new Declined('delete-of-other-account')
  // C9: its Create may still be on the way, and must not bring it back.
  await rememberDeletion(tx, uri, originOf(uri) as string)
}

/** status.deleted, of a post, while its rows are still there: to all who may hold a copy. */
export const sendDelete: Reaction<'status.deleted'> = async (tx, event) => {
  const { status_id, via, isConsequence } = event
  // The Delete of a whole account says it all.
  const parts = via === 'local' && !isConsequence ? await loadOwnPost(tx, status_id) : undefined
  if (!parts) return
  const people = await holdersOf(tx, parts.status)
  await send(tx, Delete, await outgoingAboutStatus(tx, { parts, activity: renderDelete(tx, parts), people }))
}

/** account.deleted, while its rows are still there: also to those it followed, who count it. */
export const sendAccountDelete: Reaction<'account.deleted'> = async (tx, { account_id, via }) => {
  const account = via === 'local' ? await findOwnPerson(tx, account_id) : undefined
  if (!account) return
  await send(tx, Delete, {
    activity: renderAccountDelete(account),
    accountId: account_id,
    about: account.uri,
    inboxes: await inboxesOfAcquaintances(tx, account_id),
    followersOf: [account_id],
    atOnce: true,
  })
}

/**
 * To the public even when the status was not: it names nothing but the id, and peers forward only public ones.
 * A direct message is the exception, because its very id was known to its readers only.
 */
function renderDelete({ uris, clock }: Tx, parts: NoteParts): Activity {
  const { status, author } = parts
  const addressing = status.visibility === 'direct' ? noteAddressing(uris, parts) : { to: [PUBLIC], cc: [] }
  return {
    id: `${status.uri}#delete`,
    type: 'Delete',
    actor: author.uri,
    ...addressing,
    object: renderTombstone(status.uri, 'Note', clock.now()),
  }
}

/** */
function renderAccountDelete({ uri }: Account): Activity {
  return { id: `${uri}#delete`, type: 'Delete', actor: uri, to: [PUBLIC], cc: [], object: uri }
}
