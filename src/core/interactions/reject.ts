/** The author of a post rejects a reply, a favourite or a boost of it. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import { findAccount } from '../accounts/find.ts'
import type { Tx } from '../app.ts'
import { giveUpThread } from '../communities/removals.ts'
import { lockObject } from '../lock-object.ts'
import { removeStatus } from '../statuses/delete.ts'
import { findStatus, findStatusByUri } from '../statuses/find.ts'
import { leaveThread } from '../threads/leave.ts'
import { unfavourite } from './favourite.ts'

/**
 * Ends an interaction with a post of this author, and notifies the account that interacted. A favourite and a boost are
 * removed. A reply stays with its author and leaves the thread.
 * @param uri the id of the reply, or of the Like or Announce
 * @returns whether there was such an interaction
 */
export async function rejectInteraction(tx: Tx, author: Pick<Account, 'id'>, uri: string): Promise<boolean> {
  await lockObject(tx, uri)
  const status = await findStatusByUri(tx, uri)
  if (!status) return rejectFavourite(tx, author, uri)
  return status.boost_of_id === null ? rejectReply(tx, author, status) : rejectBoost(tx, author, status)
}

async function rejectReply(tx: Tx, author: Pick<Account, 'id'>, reply: Status): Promise<boolean> {
  const isToThem = reply.in_reply_to_account_id === author.id && reply.account_id !== author.id
  if (!isToThem || !((await leaveThread(tx, reply)) || (await giveUpThread(tx, reply.uri)))) return false
  await tell(tx, author, { accountId: reply.account_id, statusId: reply.id })
  return true
}

/** Followers on other servers have seen the boost of a member here, so its Undo is sent to them. */
async function rejectBoost(tx: Tx, author: Pick<Account, 'id'>, boost: Status): Promise<boolean> {
  const original = await findStatus(tx, boost.boost_of_id as Id)
  if (original?.account_id !== author.id) return false
  await removeStatus(tx, boost, { via: boost.local ? 'local' : 'delivery' })
  await tell(tx, author, { accountId: boost.account_id, statusId: original.id })
  return true
}

async function rejectFavourite(tx: Tx, author: Pick<Account, 'id'>, uri: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('favourites as f')
    .innerJoin('statuses as s', 's.id', 'f.status_id')
    .select(['f.account_id', 'f.status_id'])
    .where('f.uri', '=', uri)
    .where('s.account_id', '=', author.id)
    .executeTakeFirst()
  const account = row && (await findAccount(tx, row.account_id))
  if (!account) return false
  await unfavourite(tx, account, row.status_id, { via: 'delivery' })
  await tell(tx, author, { accountId: account.id, statusId: row.status_id })
  return true
}

interface Rejected {
  /** Who interacted. */
  accountId: Id
  /** The reply, or the post that was liked or boosted. */
  statusId: Id
}

async function tell(tx: Tx, author: Pick<Account, 'id'>, { accountId, statusId }: Rejected): Promise<void> {
  await tx.emit('interaction.rejected', { author_id: author.id, account_id: accountId, status_id: statusId })
}
