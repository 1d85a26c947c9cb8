import type { Account } from '../../db/tables/accounts.ts'
import type { Tx } from '../app.ts'

/** Serializes follows, answers and blocks between the same two accounts, whichever of them acts (C12). */
export function lockPair(tx: Tx, a: Pick<Account, 'id'>, b: Pick<Account, 'id'>): Promise<void> {
  return tx.lock(`pair:${Math.min(a.id, b.id)}:${Math.max(a.id, b.id)}`)
}
