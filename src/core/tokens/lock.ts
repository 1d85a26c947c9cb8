import type { User } from '../../db/tables/users.ts'
import type { Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'

/** Serializes making and ending the ways in of a user, so that none made meanwhile survives (C12, R-74). */
export function lockTokens(tx: Tx, { id }: Pick<User, 'id'>): Promise<void> {
  return tx.lock(`tokens:${id}`)
}

/**
 * Locks the ways in of a user who was authenticated before, to make one more.
 * @throws Forbidden if the user was deleted or the password was changed in the meantime
 */
export async function lockForNewLogin(tx: Tx, user: Pick<User, 'id' | 'password_hash'>): Promise<void> {
  await lockTokens(tx, user)
  const stored = await tx.db.selectFrom('users').select('password_hash').where('id', '=', user.id).executeTakeFirst()
  if (stored?.password_hash !== user.password_hash) throw new Forbidden('login-ended')
}
