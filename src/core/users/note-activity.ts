import type { User } from '../../db/tables/users.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import type { App, Tx } from '../app.ts'
import type { Viewer } from '../tokens/find.ts'
import { logins } from '../tokens/logins.ts'

/** `last_used_at` need not be exact to the request. */
const NOTE_USE_EVERY_MS = MINUTE

/**
 * Stores that a key was used, and once a day that its owner was active. The reactions to a return (`user.returned`) run
 * in the same transaction, so the answer to this request shows them.
 * @returns the viewer with the updated rows
 */
export async function noteActivity(app: App, viewer: Viewer): Promise<Viewer> {
  const now = app.clock.now()
  const { token, user } = viewer
  if (now - (token.last_used_at ?? 0) < NOTE_USE_EVERY_MS) return viewer
  const login = { user: await notePresence(app, user), token: { ...token, last_used_at: now } }
  await app.db.updateTable('tokens').set({ last_used_at: now }).where('id', '=', token.id).execute()
  // Only if the key was not revoked in the meantime.
  const known = app.slot(logins)
  if (known.get(token.token_hash)?.token === token) known.set(token.token_hash, login)
  return { ...viewer, ...login }
}

/**
 * Stores once a day that a user is here, with an app or in a browser.
 * @returns the updated row
 */
export async function notePresence(app: App, user: User): Promise<User> {
  const now = app.clock.now()
  return now - user.active_at >= DAY ? app.transaction((tx) => noteDay(tx, user, now)) : user
}

/** If two processes see the same return, only one stores it. */
async function noteDay(tx: Tx, user: User, now: number): Promise<User> {
  const noted = await tx.db
    .updateTable('users')
    .set({ active_at: now })
    .where('id', '=', user.id)
    .where('active_at', '=', user.active_at)
    .returningAll()
    .executeTakeFirst()
  if (!noted) return await presentRow(tx, user)
  await tx.emit('user.returned', { account_id: user.account_id, last_active_at: user.active_at, via: 'local' })
  return noted
}

/** The row that another request has changed. Kept as it was, it would hide the next return of its user. */
async function presentRow(tx: Tx, user: User): Promise<User> {
  return (await tx.db.selectFrom('users').selectAll().where('id', '=', user.id).executeTakeFirst()) ?? user
}
