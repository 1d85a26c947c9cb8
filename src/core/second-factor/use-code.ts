import type { User } from '../../db/tables/users.ts'
import type { App, Tx } from '../app.ts'
import { findSecondFactor, lockSecondFactor, secretOf } from './find.ts'
import { useRecoveryCode } from './recovery-codes.ts'
import { stepOfCode } from './totp.ts'

/** Recovery codes have sixteen letters and digits, and at most three hyphens; people add spaces. */
const MAX_CODE_LENGTH = 40

/**
 * Checks a code of the authenticator app, or a recovery code. Each works once: a code that somebody saw being typed is
 * worth nothing (RFC 6238 section 5.2). The caller limits how often it is tried.
 */
export async function useSecondFactorCode(app: App, user: Pick<User, 'id'>, given: string): Promise<boolean> {
  if (given.length > MAX_CODE_LENGTH) return false
  const code = given.replace(/\s/g, '')
  return app.transaction(async (tx) => {
    await lockSecondFactor(tx, user)
    return (await useTotp(tx, user, code)) || (await useRecoveryCode(tx, user, code))
  })
}

async function useTotp(tx: Tx, user: Pick<User, 'id'>, code: string): Promise<boolean> {
  const found = await findSecondFactor(tx, user)
  if (!found || found.enabled_at === null) return false
  const step = stepOfCode(secretOf(tx, found), code, tx.clock.now())
  if (step === undefined || step <= (found.last_step ?? 0)) return false
  await tx.db.updateTable('second_factors').set({ last_step: step }).where('user_id', '=', user.id).execute()
  return true
}
