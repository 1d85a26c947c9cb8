/** Links that work once, for a limited time. A page with a button redeems them, because mail scanners open links too. */
import type { LINK_PURPOSES, OneTimeLink, User } from '../../db/tables/users.ts'
import { hashToken, newToken } from '../../lib/crypto/tokens.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { App, Tx } from '../app.ts'
import { Forbidden } from '../errors.ts'

type Purpose = (typeof LINK_PURPOSES)[number]

/** Devise's times, which people know from Mastodon. */
export const LINK_VALID_MS: Record<Purpose, number> = { 'confirm-email': 2 * DAY, 'reset-password': 6 * HOUR }

const PATHS: Record<Purpose, string> = { 'confirm-email': '/auth/confirm-email', 'reset-password': '/auth/reset' }

/**
 * Makes a link. Earlier ones stay valid, since a letter that was sent twice may be shown only once.
 * @param email the address that a letter brings it to; null if an administrator passes it on
 * @returns the address of its page. The secret in it is stored nowhere.
 */
export async function makeOneTimeLink(
  app: Pick<App, 'db' | 'clock' | 'config'>,
  purpose: Purpose,
  { id: user_id }: Pick<User, 'id'>,
  email: string | null,
): Promise<string> {
  const token = newToken()
  const row = { token_hash: hashToken(token), purpose, user_id, email, created_at: app.clock.now() }
  await app.db.insertInto('one_time_links').values(row).execute()
  return `${app.config.origin}${PATHS[purpose]}/${token}`
}

/** @throws Forbidden if the link was used or has expired */
export async function requireOneTimeLink(
  app: Pick<App, 'db' | 'clock'>,
  purpose: Purpose,
  token: string,
): Promise<OneTimeLink> {
  const link = await app.db
    .selectFrom('one_time_links')
    .selectAll()
    .where('token_hash', '=', hashToken(token))
    .where('purpose', '=', purpose)
    .where('created_at', '>', app.clock.now() - LINK_VALID_MS[purpose])
    .executeTakeFirst()
  if (!link) throw new Forbidden('link-invalid')
  return link
}

/** Redeems a link, with which all of its user for the same purpose end. @throws Forbidden */
export async function redeemOneTimeLink(tx: Tx, purpose: Purpose, token: string): Promise<OneTimeLink> {
  await tx.lock(`link:${hashToken(token)}`)
  const link = await requireOneTimeLink(tx, purpose, token)
  await endOneTimeLinks(tx, { id: link.user_id }, purpose)
  return link
}

export async function endOneTimeLinks({ db }: Tx, { id }: Pick<User, 'id'>, purpose: Purpose): Promise<void> {
  await db.deleteFrom('one_time_links').where('user_id', '=', id).where('purpose', '=', purpose).execute()
}
