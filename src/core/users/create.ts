import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { startOfSecond } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { emailKey } from '../../lib/mail/email-address.ts'
import type { Problems } from '../../messages/en/fields.ts'
import { acctKey } from '../accounts/acct.ts'
import { type KeyPairs, makeKeyPairs, storeKeyPairs } from '../accounts/own-keys.ts'
import type { App, Tx } from '../app.ts'
import { InvalidFields } from '../errors.ts'
import type { UserWithAccount } from './find.ts'
import { rememberNetwork } from './known-networks.ts'
import { inPasswordQueue } from './password-queue.ts'
import { findProblems, refuseProblems, type UserInput } from './validate.ts'

export interface NewUser extends UserInput {
  /** If false, a moderator must approve the login first. Default: true. */
  approved?: boolean
  /** Of the client app with which the user signs up. */
  appId?: Id | undefined
  /** Whether the date of birth was checked. */
  ageChecked?: boolean
  /** From which the user signs up; absent on the command line. */
  network?: string | undefined
}

/**
 * Creates a login with its account and keys. `username` is converted to lower case.
 * @throws InvalidFields, TooMany while too many users sign up
 */
export async function createUser(app: App, input: NewUser): Promise<UserWithAccount> {
  const ready = await prepareUser(app, input)
  return app.transaction((tx) => storeUser(tx, ready))
}

/** The result of the slow work that must not run in a transaction: validation, password hash and keys. */
interface PreparedUser {
  input: NewUser
  passwordHash: string | null
  keys: KeyPairs
}

/** @param moreProblems problems that the caller already found, reported together with the others */
export async function prepareUser(app: App, given: NewUser, moreProblems: Problems = {}): Promise<PreparedUser> {
  const input = { ...given, username: given.username.trim().toLowerCase(), email: given.email?.trim() }
  refuseProblems({ ...(await findProblems(app, input)), ...moreProblems })
  const { password, network } = input
  const work = () =>
    Promise.all([password === undefined ? null : app.passwords.hash(password), makeKeyPairs(app)] as const)
  const [passwordHash, keys] = await (network === undefined ? work() : inPasswordQueue(app, network, work))
  return { input, passwordHash, keys }
}

/** Stores a prepared user. @throws InvalidFields if another user took the name or email address in the meantime */
export async function storeUser(tx: Tx, { input, passwordHash, keys }: PreparedUser): Promise<UserWithAccount> {
  const account = await storeAccount(tx, input.username)
  await storeKeyPairs(tx, account, keys)
  const now = tx.clock.now()
  const user = await insertOnce(tx.db, 'users', {
    id: tx.ids.next(),
    account_id: account.id,
    ...emailColumns(input, now),
    password_hash: passwordHash,
    role: input.role ?? 'user',
    sign_up_reason: input.reason ?? '',
    sign_up_app_id: input.appId ?? null,
    age_checked_at: input.ageChecked ? now : null,
    active_at: now,
    created_at: now,
    approved_at: (input.approved ?? true) ? now : null,
  })
  if (!user) throw new InvalidFields({ email: [['taken']] })
  if (input.network !== undefined) await rememberNetwork(tx, user, input.network)
  await tx.emit('account.created', { account_id: account.id, via: 'local' })
  return { user, account }
}

/** An address counts for nothing until its letter was read, so one that is taken already leads to the same rows (case 97). */
function emailColumns({ email, confirmed = true }: NewUser, now: number) {
  const key = email === undefined ? null : emailKey(email)
  if (!confirmed) return { unconfirmed_email: key, email_confirmed_at: null }
  return { email: email ?? null, email_key: key, email_confirmed_at: now }
}

async function storeAccount(tx: Tx, username: string): Promise<Account> {
  const id = tx.ids.next()
  const { uris } = tx
  const account = await insertOnce(tx.db, 'accounts', {
    id,
    uri: uris.user(id),
    username,
    acct_key: acctKey(username, null),
    actor_type: 'Person',
    url: uris.profile(username),
    inbox_url: uris.inbox(id),
    shared_inbox_url: uris.sharedInbox,
    outbox_url: uris.outbox(id),
    followers_url: uris.followers(id),
    following_url: uris.following(id),
    featured_url: uris.featured(id),
    created_at: tx.clock.now(),
    updated_at: startOfSecond(tx.clock.now()),
  })
  if (!account) throw new InvalidFields({ username: [['taken']] })
  return account
}
