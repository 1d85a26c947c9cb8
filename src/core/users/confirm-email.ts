import type { User } from '../../db/tables/users.ts'
import type { App, Tx } from '../app.ts'
import { Conflict, Forbidden } from '../errors.ts'
import { forgetLogins } from '../tokens/forget-logins.ts'
import { endOneTimeLinks, redeemOneTimeLink, requireOneTimeLink } from './one-time-link.ts'

/** What a link would confirm, for its page. @throws Forbidden if it was used or has expired */
export async function readConfirmation(app: App, token: string): Promise<{ email: string; username: string }> {
  const { user_id, email } = await requireOneTimeLink(app, 'confirm-email', token)
  const account = await app.db
    .selectFrom('users as u')
    .innerJoin('accounts as a', 'a.id', 'u.account_id')
    .select('a.username')
    .where('u.id', '=', user_id)
    .executeTakeFirst()
  if (!account) throw new Forbidden('link-invalid')
  return { email: email ?? '', username: account.username }
}

/**
 * Confirms the address to which a letter brought this link.
 * @throws Forbidden if the link is not valid or the user has named another address since, Conflict if the address
 *   belongs to another login
 */
export async function confirmEmail(app: App, token: string): Promise<User> {
  return app.transaction(async (tx) => {
    const { user_id, email } = await redeemOneTimeLink(tx, 'confirm-email', token)
    const user = await tx.db.selectFrom('users').selectAll().where('id', '=', user_id).executeTakeFirst()
    if (!user || user.unconfirmed_email !== email) throw new Forbidden('link-invalid')
    return acceptEmail(tx, user)
  })
}

/** Confirms a user's address without a letter. @throws Conflict if there is none, or another login has it */
export async function confirmEmailOf(app: App, { id }: Pick<User, 'id'>): Promise<User> {
  return app.transaction(async (tx) => {
    const user = await tx.db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
    return acceptEmail(tx, user)
  })
}

/** Makes the unconfirmed address the user's address. */
async function acceptEmail(tx: Tx, user: User): Promise<User> {
  const { unconfirmed_email: email } = user
  if (email === null) throw new Conflict('nothing-to-confirm')
  await tx.lock(`email:${email}`)
  if (await isTaken(tx, email, user)) throw new Conflict('email-taken')
  const confirmed = await tx.db
    .updateTable('users')
    .set({
      email,
      email_key: email,
      unconfirmed_email: null,
      email_confirmed_at: user.email_confirmed_at ?? tx.clock.now(),
    })
    .where('id', '=', user.id)
    .returningAll()
    .executeTakeFirstOrThrow()
  await endOneTimeLinks(tx, user, 'confirm-email')
  // Whoever reads the old mailbox must not get in with an earlier letter.
  await endOneTimeLinks(tx, user, 'reset-password')
  forgetLogins(tx, user.id)
  await tellAbout(tx, user)
  return confirmed
}

/** @param user before the change */
async function tellAbout(tx: Tx, { id: user_id, email, email_confirmed_at }: User): Promise<void> {
  if (email_confirmed_at === null) await tx.emit('user.confirmed', { user_id, via: 'local' })
  else if (email !== null) await tx.emit('user.email_changed', { user_id, from: email, via: 'local' })
}

async function isTaken({ db }: Tx, email: string, { id }: User): Promise<boolean> {
  const query = db.selectFrom('users').select('id').where('email_key', '=', email).where('id', '!=', id)
  return (await query.executeTakeFirst()) !== undefined
}
