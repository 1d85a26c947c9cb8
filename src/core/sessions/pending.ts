/**
 * Sign-ins for which the password was right and the second factor is missing. They belong to the browser that has their
 * secret, end soon, and are no session: nothing but the page that asks for the code accepts them.
 */
import type { User } from '../../db/tables/users.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App, Tx } from '../app.ts'
import { lockForNewLogin } from '../tokens/lock.ts'

/** Long enough to find the phone. */
export const PENDING_VALID_MS = 10 * MINUTE

/**
 * @param user as the password was checked
 * @returns the secret for the browser's cookie
 * @throws Forbidden if the password was changed in the meantime
 */
export async function startPendingSignIn(app: App, user: Pick<User, 'id' | 'password_hash'>): Promise<string> {
  const secret = newToken()
  const row = { token_hash: hashToken(secret), user_id: user.id, created_at: app.clock.now() }
  await app.transaction(async (tx) => {
    await lockForNewLogin(tx, user)
    await tx.db.insertInto('pending_sign_ins').values(row).execute()
  })
  return secret
}

export async function findPendingSignIn(app: Pick<App, 'db' | 'clock'>, secret: string): Promise<User | undefined> {
  return await app.db
    .selectFrom('pending_sign_ins as p')
    .innerJoin('users as u', 'u.id', 'p.user_id')
    .selectAll('u')
    .where('p.token_hash', '=', hashToken(secret))
    .where('p.created_at', '>', app.clock.now() - PENDING_VALID_MS)
    .executeTakeFirst()
}

/** @returns false if it was ended in the meantime, for example by a new password */
export async function endPendingSignIn({ db }: Pick<App, 'db'>, secret: string): Promise<boolean> {
  const ended = await db
    .deleteFrom('pending_sign_ins')
    .where('token_hash', '=', hashToken(secret))
    .returning('user_id')
    .executeTakeFirst()
  return ended !== undefined
}

export async function endPendingSignIns({ db }: Tx, { id }: Pick<User, 'id'>): Promise<void> {
  await db.deleteFrom('pending_sign_ins').where('user_id', '=', id).execute()
}
