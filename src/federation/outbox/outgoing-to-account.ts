import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import { isActiveCommunity } from '../../core/policy/community.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { inboxesOf } from './recipients.ts'
import type { Outgoing } from './send.ts'

interface Accounts {
  actorId: Id
  targetId: Id
  /** The community in whose thread the actor acts. */
  communityId?: Id | null
}

/**
 * An activity by which a local account acts on one remote account, and which only that account receives, and the
 * community in whose thread it happens.
 * @param render called with the accounts
 * @returns undefined unless the actor is local and there is an active remote recipient
 */
export async function outgoingToAccount(
  tx: Tx,
  { actorId, targetId, communityId = null }: Accounts,
  render: (actor: Account, target: Account, community: Account | undefined) => Pick<Outgoing, 'activity' | 'about'>,
): Promise<Outgoing | undefined> {
  const actor = await findAccount(tx, actorId)
  const target = await findAccount(tx, targetId)
  if (!actor || !target || actor.domain !== null) return undefined
  const found = communityId === null ? undefined : await findAccount(tx, communityId)
  const community = found && isActiveCommunity(found) ? found : undefined
  const isRecipient = target.domain !== null && isActive(target)
  if (!isRecipient && !community) return undefined
  // Two on one server share its inbox.
  const inboxes = community ? await inboxesOf(tx, [target.id, community.id]) : [target.inbox_url]
  return { ...render(actor, target, community), accountId: actor.id, inboxes }
}
