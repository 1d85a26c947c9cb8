import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { communityIdOf, isCommunity } from './community.ts'

/** Whether a post may be among the pins of an account: its own post, or one in the thread of the community that it is. */
export function canPin(
  owner: Pick<Account, 'id' | 'actor_type' | 'domain'>,
  status: Pick<Status, 'account_id' | 'community_id' | 'visibility'>,
): boolean {
  return status.account_id === owner.id || (isCommunity(owner) && communityIdOf(status) === owner.id)
}
