import type { Account } from '../../db/tables/accounts.ts'
import type { FollowRow } from '../../db/tables/relationships.ts'
import type { Tx } from '../app.ts'
import { countFollow } from '../counts/follows.ts'

const REMEMBERED = ['uri', 'shows_boosts', 'notifies'] as const
export type RemovedEdge = Pick<FollowRow, (typeof REMEMBERED)[number]>

/**
 * Removes the follow and the request from one account to another, and updates the counts.
 * @returns the id of their Follow activity and its options; undefined if there was neither
 */
export async function removeEdges(
  tx: Tx,
  follower: Pick<Account, 'id'>,
  target: Pick<Account, 'id'>,
): Promise<RemovedEdge | undefined> {
  const pair = { account_id: follower.id, target_id: target.id }
  const request = await tx.db
    .deleteFrom('follow_requests')
    .where((where) => where.and(pair))
    .returning(REMEMBERED)
    .executeTakeFirst()
  const follow = await tx.db
    .deleteFrom('follows')
    .where((where) => where.and(pair))
    .returning(REMEMBERED)
    .executeTakeFirst()
  if (follow) await countFollow(tx, follower.id, target.id, -1)
  return follow ?? request
}
