import { findAccount } from '../../core/accounts/find.ts'
import type { Tx } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'

/** A local account that acts on a remote one. */
interface Pair {
  actor: Account
  target: Account
  /** Where the target hears of it. */
  inbox: string
}

/** @returns undefined unless `actor` is local and `target` remote, and both are still there */
export async function findPair(tx: Tx, actorId: Id, targetId: Id): Promise<Pair | undefined> {
  const actor = await findAccount(tx, actorId)
  const target = await findAccount(tx, targetId)
  if (!actor || !target || actor.domain !== null || target.domain === null) return undefined
  if (!isActive(target)) return undefined
  return { actor, target, inbox: target.inbox_url }
}
