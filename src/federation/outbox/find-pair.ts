import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'

/** A local account that acts on a remote account. */
interface Pair {
  actor: Account
  target: Account
  /** The inbox of the target. */
  inbox: string
}

/** @returns undefined unless the actor is local, and the target is remote and active */
export async function findPair(tx: Tx, actorId: Id, targetId: Id): Promise<Pair | undefined> {
  const actor = await findAccount(tx, actorId)
  const target = await findAccount(tx, targetId)
  if (!actor || !target || actor.domain !== null || target.domain === null) return undefined
  if (!isActive(target)) return undefined
  return { actor, target, inbox: target.inbox_url }
}
