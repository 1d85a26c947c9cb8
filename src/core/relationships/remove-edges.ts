import type { Account } from '../../db/tables/accounts.ts'
import type { Tx } from '../app.ts'
import { countFollow } from '../counts/follows.ts'

/**
 * Takes away the follow and the request from one account to another, with what they were counted in.
 * @returns the id of the Follow activity that ends with them; undefined when there was nothing
 */
export async function removeEdges(
  tx: Tx,
  follower: Pick<Account, 'id'>,
  target: Pick<Account, 'id'>,
): Promise<{ uri: string | null } | undefined> {
  const pair = { account_id: follower.id, target_id: target.id }
  const request = await tx.db
    .deleteFrom('follow_requests')
    .where((where) => where.and(pair))
    .returning('uri')
    .executeTakeFirst()
  const follow = await tx.db
    .deleteFrom('follows')
    .where((where) => where.and(pair))
    .returning('uri')
    .executeTakeFirst()
  if (follow) await countFollow(tx, follower.id, target.id, -1)
  return follow ?? request
}
