import type { User } from '../../db/tables/users.ts'
import type { Tx } from '../app.ts'

/** Serializes making and revoking the keys of a user, so that no key made meanwhile survives (C12). */
export function lockTokens(tx: Tx, { id }: Pick<User, 'id'>): Promise<void> {
  return tx.lock(`tokens:${id}`)
}
