/** Signs a user in by name or email address, password and second factor. Everything that asks for a password uses it. */
import type { User } from '../../db/tables/users.ts'
import { emailKey } from '../../lib/mail/email-address.ts'
import { requireAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { Forbidden } from '../errors.ts'
import { requireWorkingLogin } from '../policy/logins.ts'
import { giveBack, spend } from '../rate-limits/spend.ts'
import { hasSecondFactor } from '../second-factor/find.ts'
import { useSecondFactorCode } from '../second-factor/use-code.ts'
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

/** A user whose password was right. */
interface KnownPassword {
  user: User
  /** Whether a code is still missing. Until it is given, the user has proved too little to get in. */
  needsCode: boolean
}

/**
 * Checks a password. Attempts are counted by network and by the account that they lead to. A network from which
 * the user has signed in before has a counter of its own, so no stranger can lock the user out. An unknown name takes as
 * long as a wrong password (R-128, case 97).
 * @returns undefined if name and password do not match, without revealing which is wrong
 * @throws TooMany for too many attempts, Forbidden if they match but the login is not active, which only its
 *   owner can learn
 */
export function checkPassword(app: App, attempt: Attempt): Promise<KnownPassword | undefined> {
  const { login, password, network, admitsNewcomers } = attempt
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
    const needsCode = await hasSecondFactor(app, user)
    // A stranger who knows the password must not get a counter of their own for guesses at the code.
    if (!needsCode) await rememberNetwork(app, user, network)
    return { user, needsCode }
  })
}

interface CodeAttempt {
  code: string
  /** Of the client. */
  network: string
}

/**
 * Checks the code that follows a right password, counted like passwords.
 * @returns whether it is right
 * @throws TooMany for too many attempts, Forbidden if the login is not active any longer
 */
export async function checkCode(app: App, user: User, { code, network }: CodeAttempt): Promise<boolean> {
  spend(app, 'secondFactorByNetwork', network)
  const counter = await counterOf(app, user, '', network)
  spend(app, 'secondFactorByLogin', counter)
  if (!(await useSecondFactorCode(app, user, code))) return false
  giveBack(app, 'secondFactorByLogin', counter)
  requireWorkingLogin(user, await requireAccount(app, user.account_id))
  await rememberNetwork(app, user, network)
  return true
}

/**
 * Checks password and second factor in one go.
 * @param attempt.code of the second factor, if the user has one
 * @returns undefined if name and password do not match
 * @throws as `checkPassword`; Forbidden if the code is missing or wrong
 */
export async function signIn(app: App, { code, ...attempt }: Attempt & { code?: string }): Promise<User | undefined> {
  const known = await checkPassword(app, attempt)
  if (!known?.needsCode) return known?.user
  if (!code) throw new Forbidden('second-factor-needed')
  if (!(await checkCode(app, known.user, { code, network: attempt.network })))
    throw new Forbidden('second-factor-wrong')
  return known.user
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
