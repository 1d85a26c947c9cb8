import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { Outgoing } from './send.ts'

/**
 * An activity by which a local account acts on one remote account, and which only that account receives.
 * @param render called with both accounts
 * @returns undefined unless the actor is local, and the target is remote and active
 */
export async function outgoingToAccount(
  tx: Tx,
  { actorId, targetId }: { actorId: Id; targetId: Id },
  render: (actor: Account, target: Account) => Pick<Outgoing, 'activity' | 'about'>,
): Promise<Outgoing | undefined> {
  const actor = await findAccount(tx, actorId)
  const target = await findAccount(tx, targetId)
  if (!actor || !target || actor.domain !== null || target.domain === null) return undefined
  if (!isActive(target)) return undefined
  return { ...render(actor, target), accountId: actor.id, inboxes: [target.inbox_url] }
}
