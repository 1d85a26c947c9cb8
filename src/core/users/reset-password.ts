/** A new password for someone who has forgotten theirs, with a link from a letter or from an administrator. */
import type { OneTimeLink, User } from '../../db/tables/users.ts'
import { isEmail } from '../../lib/mail/email-address.ts'
import type { App } from '../app.ts'
import { endAccess } from './end-access.ts'
import { makeOneTimeLink, redeemOneTimeLink, requireOneTimeLink } from './one-time-link.ts'
import { inPasswordQueue } from './password-queue.ts'
import { collect, passwordProblem, refuseProblems } from './validate.ts'

/**
 * Sends a link to the owner of an address. For an address that nobody has, the same happens, up to the job that finds
 * nobody to write to, so neither answer nor time tells who exists (case 97).
 */
export async function askForReset(app: App, email: string): Promise<void> {
  const address = email.trim()
  if (isEmail(address)) await app.transaction((tx) => tx.emit('user.reset_asked', { email: address, via: 'local' }))
}

/** A link for an administrator to pass on. */
export function makeResetLink(app: App, user: Pick<User, 'id'>): Promise<string> {
  return makeOneTimeLink(app, 'reset-password', user, null)
}

/** @throws Forbidden if the link was used or has expired */
export function requireResetLink(app: App, token: string): Promise<OneTimeLink> {
  return requireOneTimeLink(app, 'reset-password', token)
}

/**
 * Sets a new password, and ends every way in, API keys included.
 * @throws Forbidden if the link is not valid, InvalidFields, TooMany while too many passwords are being hashed
 */
export async function resetPassword(
  app: App,
  token: string,
  { password, network }: { password: string; network: string },
): Promise<void> {
  // Checked before the password is hashed, so that a wrong link costs little.
  await requireResetLink(app, token)
  refuseProblems(collect({ password: passwordProblem(password) }))
  const password_hash = await inPasswordQueue(app, network, () => app.passwords.hash(password))
  await app.transaction(async (tx) => {
    const { user_id } = await redeemOneTimeLink(tx, 'reset-password', token)
    await tx.db.updateTable('users').set({ password_hash }).where('id', '=', user_id).execute()
    await endAccess(tx, { id: user_id })
    await tx.emit('user.password_changed', { user_id, via: 'local' })
  })
}
