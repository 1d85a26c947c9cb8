/** What others hear of our accounts: changed profiles, pins, deletion. */

import { findAccount } from '../../core/accounts/find.ts'
import { signingKeys } from '../../core/accounts/keys.ts'
import type { Reaction, Tx } from '../../core/app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { ACTOR_CONTEXT } from '../objects/json-ld.ts'
import {
  renderAccountDelete,
  renderPin,
  renderProfileUpdate,
  renderRotation,
  rotationOf,
} from './account-activities.ts'
import { inboxesOf, recentlyMet } from './recipients.ts'
import { send } from './send.ts'

/** account.updated: to followers and those met lately. */
export const deliverProfile: Reaction<'account.updated'> = async (tx, { account_id, via }) => {
  const account = via === 'local' ? await ownPerson(tx, account_id) : undefined
  if (!account || account.deleted_at !== null) return
  const keys = await signingKeys(tx, account_id)
  await send(tx, {
    activity: renderProfileUpdate(tx.uris, account, keys),
    context: ACTOR_CONTEXT,
    accountId: account_id,
    about: account.uri,
    inboxes: await inboxesOf(tx, await recentlyMet(tx, account_id, tx.clock.now())),
    followersOf: [account_id],
  })
}

/**
 * account.rekeyed: signed with the key that its receivers know (S-09). To everybody with whom the account has to do; who
 * else meets the new key asks for the actor once.
 */
export const deliverRotation: Reaction<'account.rekeyed'> = async (tx, { account_id }) => {
  const account = await ownPerson(tx, account_id)
  if (!account || account.deleted_at !== null) return
  await send(tx, {
    activity: renderRotation(tx.uris, account, await signingKeys(tx, account_id)),
    context: ACTOR_CONTEXT,
    accountId: account_id,
    about: rotationOf(account.uri),
    inboxes: await inboxesOfAcquaintances(tx, account_id),
    followersOf: [account_id],
  })
}

/** Those it named lately, and those it follows. */
async function inboxesOfAcquaintances(tx: Tx, account_id: Id): Promise<string[]> {
  const met = await recentlyMet(tx, account_id, tx.clock.now())
  const followed = await tx.db.selectFrom('follows').select('target_id').where('account_id', '=', account_id).execute()
  return inboxesOf(tx, [...met, ...followed.map((row) => row.target_id)])
}

/** account.deleted, while its rows are still there: also to those it followed, who count it. */
export const deliverAccountDeletion: Reaction<'account.deleted'> = async (tx, { account_id, via }) => {
  const account = via === 'local' ? await ownPerson(tx, account_id) : undefined
  if (!account) return
  await send(tx, {
    activity: renderAccountDelete(account),
    accountId: account_id,
    about: account.uri,
    inboxes: await inboxesOfAcquaintances(tx, account_id),
    followersOf: [account_id],
    atOnce: true,
  })
}

/** status.pinned and status.unpinned: Add to and Remove from `featured`. Only what everybody may see. */
export const deliverPin: Reaction<'status.pinned'> = (tx, ids) => sendPin(tx, 'Add', ids)
export const deliverUnpin: Reaction<'status.unpinned'> = (tx, ids) => sendPin(tx, 'Remove', ids)

async function sendPin(
  tx: Tx,
  type: 'Add' | 'Remove',
  { account_id, status_id, via }: { account_id: Id; status_id: Id; via: string },
): Promise<void> {
  const account = via === 'local' ? await ownPerson(tx, account_id) : undefined
  const status =
    account && (await tx.db.selectFrom('statuses').selectAll().where('id', '=', status_id).executeTakeFirst())
  if (!account || !status || (status.visibility !== 'public' && status.visibility !== 'unlisted')) return
  await send(tx, {
    activity: renderPin(tx.uris, type, account, status, tx.clock.now()),
    accountId: account_id,
    about: `${account.uri} pins ${status.uri}`,
    inboxes: [],
    followersOf: [account_id],
  })
}

async function ownPerson(tx: Tx, id: Id): Promise<Account | undefined> {
  const account = await findAccount(tx, id)
  return account?.domain === null && account.uri !== tx.uris.instanceActor ? account : undefined
}
