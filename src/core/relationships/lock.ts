import type { Account } from '../../db/tables/accounts.ts'
import type { Tx } from '../app.ts'

/** Follow, answer and block between the same two accounts happen one after the other (C12), whichever of them acts. */
export function lockPair(tx: Tx, a: Pick<Account, 'id'>, b: Pick<Account, 'id'>): Promise<void> {
  return tx.lock(`pair:${Math.min(a.id, b.id)}:${Math.max(a.id, b.id)}`)
}
