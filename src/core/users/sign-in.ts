/** Signs a user in by name or email address and password. Everything that asks for a password uses it. */
import type { User } from '../../db/tables/users.ts'
import { emailKey } from '../../lib/mail/email-address.ts'
import { requireAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { requireWorkingLogin } from '../policy/logins.ts'
import { giveBack, spend } from '../rate-limits/spend.ts'
import { findUserByName } from './find.ts'
import { isKnownNetwork, rememberNetwork } from './known-networks.ts'
import { inPasswordQueue } from './password-queue.ts'

/** No name or email address is longer, so a longer login needs no query. */
const MAX_LOGIN_LENGTH = 320

interface Attempt {
  /** A name or an email address. */
  login: string
  password: string
  /** Of the client. */
  network: string
  /** Whether someone may sign in whose login does not work yet. */
  admitsNewcomers?: boolean
}

/**
 * Attempts are counted by network and by the account that they lead to. A network from which the user has signed
 * in before has a counter of its own, so no stranger can lock the user out. An unknown name takes as long as a wrong
 * password (R-128, case 97).
 * @returns undefined if name and password do not match, without revealing which is wrong
 * @throws TooMany for too many attempts, Forbidden if they match but the login is not active, which only its
 *   owner can learn
 */
export function signIn(app: App, { login, password, network, admitsNewcomers }: Attempt): Promise<User | undefined> {
  const name = login.trim()
  spend(app, 'signInByNetwork', network)
  return inPasswordQueue(app, network, async () => {
    const user = await findByLogin(app, name)
    const counter = await counterOf(app, user, name, network)
    spend(app, 'signInByLogin', counter)
    const fits = await app.passwords.verify(password, user?.password_hash ?? undefined)
    if (!user || !fits) return undefined
    giveBack(app, 'signInByLogin', counter)
    requireWorkingLogin(user, await requireAccount(app, user.account_id), { admitsNewcomers })
    await rememberNetwork(app, user, network)
    return user
  })
}

/** One counter for all spellings that lead to an account. Unknown names are told apart only as far as known ones. */
async function counterOf(app: App, user: User | undefined, name: string, network: string): Promise<string> {
  const isKnown = await isKnownNetwork(app, user, network)
  if (!user) return `name ${name.slice(0, MAX_LOGIN_LENGTH).toLowerCase()}`
  return isKnown ? `user ${user.id} at ${network}` : `user ${user.id}`
}

async function findByLogin(app: App, login: string): Promise<User | undefined> {
  if (login.length > MAX_LOGIN_LENGTH) return undefined
  if (!login.includes('@')) return (await findUserByName(app, login))?.user
  return await app.db.selectFrom('users').selectAll().where('email_key', '=', emailKey(login)).executeTakeFirst()
}
