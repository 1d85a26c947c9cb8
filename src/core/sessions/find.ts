import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id, text } from '../../db/tables/columns.ts'
import type { Session } from '../../db/tables/sessions.ts'
import type { User } from '../../db/tables/users.ts'
import { hashToken } from '../../lib/crypto/tokens.ts'
import { HOUR } from '../../lib/durations.ts'
import { loadAccountRows } from '../accounts/load-rows.ts'
import type { App } from '../app.ts'
import { isDeleted, isSuspended } from '../policy/active.ts'
import { isNewcomer, loginState } from '../policy/logins.ts'
import { signInRecordsKeptMs } from './kept.ts'

/** A person who is signed in with a browser. */
export interface SignedIn {
  account: Account
  user: User
  session: Session
}

/** `last_used_at` need not be exact to the minute. */
const NOTE_USE_EVERY_MS = HOUR

/**
 * Finds who is signed in with the secret of a cookie. A session whose login does not work is as good as none.
 * @param address the client's address, which the list of sessions shows
 * @param options.admitsNewcomers whether to find also someone whose login does not work yet
 */
export async function findSession(
  app: App,
  secret: string,
  address: string,
  { admitsNewcomers = false } = {},
): Promise<SignedIn | undefined> {
  const [session] = await sessionByHash(app, { hash: hashToken(secret) })
  const now = app.clock.now()
  if (!session || now - session.last_used_at > signInRecordsKeptMs(app)) return undefined
  const [user] = await userById(app, { id: session.user_id })
  const account = user && (await loadAccountRows(app, [user.account_id])).get(user.account_id)
  if (!account || isDeleted(account) || isSuspended(account)) return undefined
  if (loginState(user) !== 'active' && !(admitsNewcomers && isNewcomer(user))) return undefined
  if (now - session.last_used_at >= NOTE_USE_EVERY_MS || session.address !== address)
    await noteUse(app, session, now, address)
  return { account, user, session }
}

const sessionByHash = compiled({ hash: text() }, (db, { hash }) =>
  db.selectFrom('sessions').selectAll().where('token_hash', '=', hash),
)
const userById = compiled({ id: id() }, (db, { id }) => db.selectFrom('users').selectAll().where('id', '=', id))

async function noteUse(app: App, { id }: Session, now: number, address: string): Promise<void> {
  await app.db.updateTable('sessions').set({ last_used_at: now, address }).where('id', '=', id).execute()
}
