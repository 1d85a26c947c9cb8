/** Switching the second factor on and off. The caller has checked the password. */
import type { SecondFactor } from '../../db/tables/second-factors.ts'
import type { User } from '../../db/tables/users.ts'
import type { App, Tx } from '../app.ts'
import { Conflict } from '../errors.ts'
import { sealSecret } from '../secrets/sealed.ts'
import { findSecondFactor, lockSecondFactor, sealContext, secretOf } from './find.ts'
import { makeRecoveryCodes, removeRecoveryCodes } from './recovery-codes.ts'
import { newTotpSecret, stepOfCode } from './totp.ts'

/** Makes the secret that the person adds to an authenticator app. An earlier one that was not enabled is replaced. */
export async function beginSecondFactor(app: App, user: Pick<User, 'id'>): Promise<void> {
  const secret = sealSecret(app, newTotpSecret(), sealContext(user))
  const fresh = { secret, created_at: app.clock.now() }
  await app.db
    .insertInto('second_factors')
    .values({ ...fresh, user_id: user.id })
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet(fresh).where('second_factors.enabled_at', 'is', null),
    )
    .execute()
}

/**
 * Enables the second factor if the code proves that the authenticator app has its secret.
 * @returns the recovery codes, which are stored nowhere; undefined if the code is wrong
 * @throws Conflict if it was not begun, or is enabled already
 */
export async function enableSecondFactor(
  app: App,
  user: Pick<User, 'id'>,
  code: string,
): Promise<string[] | undefined> {
  return app.transaction(async (tx) => {
    await lockSecondFactor(tx, user)
    const found = await findSecondFactor(tx, user)
    if (!found || found.enabled_at !== null) throw new Conflict('second-factor-not-begun')
    const now = tx.clock.now()
    const step = stepOfCode(secretOf(tx, found), code, now)
    if (step === undefined) return undefined
    await change(tx, found, { enabled_at: now, last_step: step })
    await tx.emit('user.second_factor_changed', { user_id: user.id, enabled: true, via: 'local' })
    return makeRecoveryCodes(tx, user)
  })
}

/** @returns new codes; the old ones no longer work. @throws Conflict if no second factor is enabled */
export async function renewRecoveryCodes(app: App, user: Pick<User, 'id'>): Promise<string[]> {
  return app.transaction(async (tx) => {
    await lockSecondFactor(tx, user)
    if (!(await findSecondFactor(tx, user))?.enabled_at) throw new Conflict('second-factor-not-begun')
    return makeRecoveryCodes(tx, user)
  })
}

/** Switches the second factor off. @returns whether it was on */
export async function removeSecondFactor(app: App, user: Pick<User, 'id'>): Promise<boolean> {
  return app.transaction(async (tx) => {
    const removed = await deleteSecondFactor(tx, user)
    if (removed) await tx.emit('user.second_factor_changed', { user_id: user.id, enabled: false, via: 'local' })
    return removed
  })
}

/** Deletes its rows, for a user who goes. @returns whether it was on */
export async function deleteSecondFactor(tx: Tx, user: Pick<User, 'id'>): Promise<boolean> {
  await lockSecondFactor(tx, user)
  await removeRecoveryCodes(tx, user)
  const removed = await tx.db
    .deleteFrom('second_factors')
    .where('user_id', '=', user.id)
    .returning('enabled_at')
    .executeTakeFirst()
  return removed !== undefined && removed.enabled_at !== null
}

async function change({ db }: Tx, { user_id }: SecondFactor, changes: Partial<SecondFactor>): Promise<void> {
  await db.updateTable('second_factors').set(changes).where('user_id', '=', user_id).execute()
}
