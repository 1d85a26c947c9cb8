import type { Account } from '../../db/tables/accounts.ts'
import type { Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'

/** @throws Forbidden if the account follows as many feeds as one person may */
export async function requireRoomForFeed(tx: Tx, { id }: Pick<Account, 'id'>): Promise<void> {
  const max = tx.config.maxFeedsPerPerson
  // Two feeds that are followed at the same time do not see each other.
  await tx.lock(`followed-feeds:${id}`)
  const { count } = await tx.db
    .selectFrom('follows')
    .innerJoin('accounts', 'accounts.id', 'follows.target_id')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('follows.account_id', '=', id)
    .where('accounts.is_feed', '=', true)
    .executeTakeFirstOrThrow()
  if (Number(count) >= max) throw new Forbidden('too-many-feeds', { max })
}
