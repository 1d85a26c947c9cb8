import type { Role } from '../../db/tables/users.ts'
import { MAX_PASSWORD_LENGTH } from '../../lib/crypto/passwords.ts'
import { emailKey, isEmail } from '../../lib/mail/email-address.ts'
import type { Problem, Problems } from '../../messages/en/fields.ts'
import { acctKey } from '../accounts/acct.ts'
import { looksOf } from '../accounts/look-alike.ts'
import { isLocalUsername, isReservedUsername, MAX_LOCAL_USERNAME } from '../accounts/username.ts'
import type { App } from '../app.ts'
import { InvalidFields } from '../errors.ts'

const MIN_PASSWORD_LENGTH = 8
const MAX_REASON_LENGTH = 2_000

export interface UserInput {
  username: string
  email?: string
  /** Whether someone vouches for the address. Otherwise a letter must confirm it first. Default: true. */
  confirmed?: boolean
  password?: string
  role?: Role
  /** Why the user wants to join, for the moderator. */
  reason?: string
}

/** All problems with a new login, by field. */
export async function findProblems(app: App, input: UserInput): Promise<Problems> {
  return collect({
    username: await usernameProblem(app, input),
    email: input.email === undefined ? undefined : await emailProblem(app, input.email, input),
    password: input.password === undefined ? undefined : passwordProblem(input.password),
    reason: (input.reason?.length ?? 0) > MAX_REASON_LENGTH ? ['too-long', { max: MAX_REASON_LENGTH }] : undefined,
  })
}

export function collect(problems: Record<string, Problem | undefined>): Problems {
  return Object.fromEntries(
    Object.entries(problems).flatMap(([field, problem]) => (problem ? [[field, [problem]]] : [])),
  )
}

/** @throws InvalidFields if there are any */
export function refuseProblems(problems: Problems): void {
  if (Object.keys(problems).length > 0) throw new InvalidFields(problems)
}

async function usernameProblem(app: App, { username, role = 'user' }: UserInput): Promise<Problem | undefined> {
  if (username === '') return ['blank']
  if (username.length > MAX_LOCAL_USERNAME) return ['too-long', { max: MAX_LOCAL_USERNAME }]
  if (!isLocalUsername(username)) return ['username-characters']
  if (role === 'user' && isReservedUsername(username, app.uris.host)) return ['reserved']
  if (role === 'user' && (await looksLikeStaff(app, username))) return ['reserved']
  // Names of deleted accounts count too, because a name is never issued twice (R-59, E-27).
  const holder = await app.db
    .selectFrom('accounts')
    .select('id')
    .where('acct_key', '=', acctKey(username, null))
    .executeTakeFirst()
  return holder && ['taken']
}

async function looksLikeStaff({ db }: App, username: string): Promise<boolean> {
  const staff = await db
    .selectFrom('users as u')
    .innerJoin('accounts as a', 'a.id', 'u.account_id')
    .select('a.username')
    .where('u.role', '!=', 'user')
    .execute()
  const looks = looksOf(username)
  return staff.some((one) => one.username !== username && looksOf(one.username) === looks)
}

/** That an address is taken is told only to its owner, by a letter (case 97). */
async function emailProblem(app: App, email: string, { confirmed = true }: UserInput): Promise<Problem | undefined> {
  const unusable = addressProblem(email)
  if (unusable || !confirmed) return unusable
  const holder = await app.db
    .selectFrom('users')
    .select('id')
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst()
  return holder && ['taken']
}

export function addressProblem(email: string): Problem | undefined {
  if (email === '') return ['blank']
  return isEmail(email) ? undefined : ['email-unusable']
}

export function passwordProblem(password: string): Problem | undefined {
  if (password === '') return ['blank']
  if (password.length > MAX_PASSWORD_LENGTH) return ['too-long', { max: MAX_PASSWORD_LENGTH }]
  if (password.length >= MIN_PASSWORD_LENGTH) return undefined
  return ['too-short', { min: MIN_PASSWORD_LENGTH }]
}
