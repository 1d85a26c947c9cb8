import type { SecondFactor } from '../../db/tables/second-factors.ts'
import type { User } from '../../db/tables/users.ts'
import type { App, Tx } from '../app.ts'
import { openSecret } from '../secrets/sealed.ts'

/** The second factor of a user, which may not be enabled yet. */
export async function findSecondFactor(
  { db }: Pick<App, 'db'>,
  { id }: Pick<User, 'id'>,
): Promise<SecondFactor | undefined> {
  return await db.selectFrom('second_factors').selectAll().where('user_id', '=', id).executeTakeFirst()
}

/** Whether a user must give a code after the password. */
export async function hasSecondFactor(app: Pick<App, 'db'>, user: Pick<User, 'id'>): Promise<boolean> {
  const found = await findSecondFactor(app, user)
  return found !== undefined && found.enabled_at !== null
}

/** The secret in base32. @throws SecretKeyError */
export function secretOf(app: Pick<App, 'config' | 'slot'>, { user_id, secret }: SecondFactor): string {
  return openSecret(app, secret, sealContext({ id: user_id }))
}

export function sealContext({ id }: Pick<User, 'id'>): string {
  return `second_factors.secret of user ${id}`
}

/** Serializes changes and uses, so that no code works twice. */
export function lockSecondFactor(tx: Tx, { id }: Pick<User, 'id'>): Promise<void> {
  return tx.lock(`second factor:${id}`)
}
