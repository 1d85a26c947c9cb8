import type { User } from '../../db/tables/users.ts'
import { emailKey } from '../../lib/mail/email-address.ts'
import type { App, Tx } from '../app.ts'
import { Conflict, InvalidFields } from '../errors.ts'
import { spend } from '../rate-limits/spend.ts'
import { forgetLogins } from '../tokens/forget-logins.ts'
import { endOneTimeLinks } from './one-time-link.ts'
import { addressProblem } from './validate.ts'

/**
 * Asks for another address, which replaces the present one once it is confirmed. Both get a letter. The caller has asked
 * for the password. An address that is taken leads to the same answer (case 97).
 * @throws InvalidFields, TooMany
 */
export async function changeEmail(app: App, user: User, email: string): Promise<User> {
  const problem = addressProblem(email.trim())
  if (problem) throw new InvalidFields({ email: [problem] })
  const key = emailKey(email.trim())
  if (key === user.email_key) return setUnconfirmed(app, user, null)
  spend(app, 'confirmations', String(user.id))
  return app.transaction(async (tx) => {
    const changed = await setUnconfirmed(tx, user, key)
    const event = user.email_confirmed_at === null ? 'user.confirmation_asked' : 'user.email_change_asked'
    await tx.emit(event, { user_id: user.id, via: 'local' })
    return changed
  })
}

/** @param email null to stay with the present address */
function setUnconfirmed(app: App, { id }: User, email: string | null): Promise<User> {
  return app.transaction((tx) => {
    forgetLogins(tx, id)
    return tx.db
      .updateTable('users')
      .set({ unconfirmed_email: email })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirstOrThrow()
  })
}

/**
 * Forgets an address that is to replace the present one: whoever was in the account may have named their own. Someone
 * whose first address is not confirmed keeps it.
 */
export async function cancelEmailChange(tx: Tx, { id }: Pick<User, 'id'>): Promise<void> {
  const cancelled = await tx.db
    .updateTable('users')
    .set({ unconfirmed_email: null })
    .where('id', '=', id)
    .where('email_confirmed_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  if (!cancelled) return
  await endOneTimeLinks(tx, { id }, 'confirm-email')
  forgetLogins(tx, id)
}

/** Sends the letter about an unconfirmed address again. @throws Conflict if there is none, TooMany */
export async function resendConfirmation(app: App, user: User): Promise<void> {
  if (user.unconfirmed_email === null) throw new Conflict('nothing-to-confirm')
  spend(app, 'confirmations', String(user.id))
  await app.transaction((tx) => tx.emit('user.confirmation_asked', { user_id: user.id, via: 'local' }))
}
