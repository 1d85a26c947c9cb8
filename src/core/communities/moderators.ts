/** Who moderates a community of another server. */
import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { keepAccounts } from '../accounts/keep.ts'
import type { App, Tx } from '../app.ts'
import { isActiveSql } from '../policy/active.ts'

/** How many moderators of one community are stored. Large communities have a few dozen. */
export const MAX_MODERATORS = 50

/** The active moderators, those first who have been it for longest. */
export async function findModerators(app: App, communityId: Id): Promise<Account[]> {
  const rows = await app.db
    .selectFrom('community_moderators as m')
    .innerJoin('accounts', 'accounts.id', 'm.account_id')
    .selectAll('accounts')
    .where('m.community_id', '=', communityId)
    .where(isActiveSql('accounts'))
    .orderBy('m.id')
    .limit(MAX_MODERATORS)
    .execute()
  return keepAccounts(app, rows)
}

/** The ids of the stored moderators, active or not. */
export async function listModeratorIds({ db }: Pick<App, 'db'>, communityId: Id): Promise<Id[]> {
  const rows = db.selectFrom('community_moderators').select('account_id').where('community_id', '=', communityId)
  return (await rows.orderBy('id').execute()).map((row) => row.account_id)
}

interface ModeratorList {
  /** Who moderated it here when its server was asked. An Add or Remove that has arrived since then is newer. */
  before: readonly Id[]
  /** Those that its server lists. */
  listed: readonly Id[]
}

/** Makes the moderators of a community those that its server lists. */
export async function replaceModerators(tx: Tx, communityId: Id, { before, listed }: ModeratorList): Promise<void> {
  await tx.lock(`moderators:${communityId}`)
  const now = await listModeratorIds(tx, communityId)
  await deleteModerators(
    tx,
    communityId,
    before.filter((id) => !listed.includes(id)),
  )
  const added = listed.filter((id) => !before.includes(id) && !now.includes(id))
  for (const id of added.slice(0, MAX_MODERATORS)) await insertModerator(tx, communityId, id)
}

/** A moderator appoints another one. Does nothing if the account is a moderator already, or if there are too many. */
export async function addModerator(tx: Tx, communityId: Id, accountId: Id): Promise<void> {
  await tx.lock(`moderators:${communityId}`)
  if ((await listModeratorIds(tx, communityId)).length < MAX_MODERATORS)
    await insertModerator(tx, communityId, accountId)
}

/** @returns whether the account was a moderator */
export async function removeModerator(tx: Tx, communityId: Id, accountId: Id): Promise<boolean> {
  await tx.lock(`moderators:${communityId}`)
  return deleteModerators(tx, communityId, [accountId])
}

async function insertModerator(tx: Tx, community_id: Id, account_id: Id): Promise<void> {
  const row = { id: tx.ids.next(), community_id, account_id, created_at: tx.clock.now() }
  await insertOnce(tx.db, 'community_moderators', row)
}

/** @returns whether one of them was a moderator */
async function deleteModerators(tx: Tx, communityId: Id, accountIds: readonly Id[]): Promise<boolean> {
  if (accountIds.length === 0) return false
  const rows = tx.db.deleteFrom('community_moderators').where('community_id', '=', communityId)
  return (await rows.where('account_id', 'in', accountIds).executeTakeFirst()).numDeletedRows > 0n
}
