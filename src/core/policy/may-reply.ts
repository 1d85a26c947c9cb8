import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import type { App } from '../app.ts'
import { requireNotBanned } from './bans.ts'
import { communityIdOf } from './community.ts'
import { requireConsent } from './consent.ts'
import { requireUnlocked } from './locked.ts'
import { isOpen } from './open.ts'

/**
 * Whether an account may reply to a post: the wishes of its author, and what moderators decided. A reply that only some
 * may see is not part of the community's thread, so they have no say in it.
 * @throws Forbidden if it may not
 */
export async function requireMayReply(
  app: App,
  actor: Account,
  parent: Status,
  visibility: Visibility = 'public',
): Promise<void> {
  await requireConsent(app, actor, parent, 'reply')
  if (!isOpen({ visibility })) return
  await requireUnlocked(app, actor, parent)
  await requireNotBanned(app, actor, communityIdOf(parent))
}
