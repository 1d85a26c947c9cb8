import type { Role } from '../../db/tables/users.ts'
import { MAX_PASSWORD_LENGTH } from '../../lib/crypto/passwords.ts'
import { acctKey } from '../accounts/acct.ts'
import { isLocalUsername, isReservedUsername, MAX_LOCAL_USERNAME } from '../accounts/username.ts'
import type { App } from '../app.ts'
import { Invalid } from '../errors.ts'
import { emailKey, isEmail } from './email.ts'

export const MIN_PASSWORD_LENGTH = 8
export const MAX_REASON_LENGTH = 2_000

export type Details = Invalid['details']
type Problem = { error: string; description: string } | undefined

export interface UserInput {
  username: string
  email?: string
  password?: string
  role?: Role
  /** Why they want to join, for the moderator who approves. */
  reason?: string
}

/** Everything that is wrong with a new login, by field, in Mastodon's codes. */
export async function findProblems(app: App, input: UserInput): Promise<Details> {
  return collect({
    username: await usernameProblem(app, input),
    email: input.email === undefined ? undefined : await emailProblem(app, input.email),
    password: input.password === undefined ? undefined : passwordProblem(input.password),
    reason: (input.reason?.length ?? 0) > MAX_REASON_LENGTH ? tooLong(MAX_REASON_LENGTH) : undefined,
  })
}

export function collect(problems: Record<string, Problem>): Details {
  return Object.fromEntries(
    Object.entries(problems).flatMap(([field, problem]) => (problem ? [[field, [problem]]] : [])),
  )
}

/** @throws Invalid when there are any */
export function refuseProblems(details: Details): void {
  if (Object.keys(details).length > 0) throw problemsError(details)
}

/** The first problem as a sentence, all of them as details. */
export function problemsError(details: Details): Invalid {
  const [field, problems] = Object.entries(details)[0] ?? []
  return new Invalid(`Validation failed: ${field} ${problems?.[0]?.description}`, details)
}

export const TAKEN: Problem = { error: 'ERR_TAKEN', description: 'is already taken' }
export const BLANK: Problem = { error: 'ERR_BLANK', description: 'must not be empty' }
const tooLong = (max: number): Problem => ({
  error: 'ERR_TOO_LONG',
  description: `may have at most ${max} characters`,
})

async function usernameProblem(app: App, { username, role = 'user' }: UserInput): Promise<Problem> {
  if (username === '') return BLANK
  if (username.length > MAX_LOCAL_USERNAME) return tooLong(MAX_LOCAL_USERNAME)
  if (!isLocalUsername(username))
    return { error: 'ERR_INVALID', description: 'may only contain letters a–z, digits and underscores' }
  if (role === 'user' && isReservedUsername(username, app.uris.host))
    return { error: 'ERR_RESERVED', description: 'is kept for the staff of this server' }
  // Also those of deleted accounts: a name is never issued twice (R-59, E-27).
  const holder = await app.db
    .selectFrom('accounts')
    .select('id')
    .where('acct_key', '=', acctKey(username, null))
    .executeTakeFirst()
  return holder && TAKEN
}

async function emailProblem(app: App, email: string): Promise<Problem> {
  if (email === '') return BLANK
  if (!isEmail(email)) return { error: 'ERR_INVALID', description: 'is not an e-mail address that we can use' }
  const holder = await app.db
    .selectFrom('users')
    .select('id')
    .where('email_key', '=', emailKey(email))
    .executeTakeFirst()
  return holder && TAKEN
}

export function passwordProblem(password: string): Problem {
  if (password === '') return BLANK
  if (password.length > MAX_PASSWORD_LENGTH) return tooLong(MAX_PASSWORD_LENGTH)
  if (password.length >= MIN_PASSWORD_LENGTH) return undefined
  return { error: 'ERR_TOO_SHORT', description: `must have at least ${MIN_PASSWORD_LENGTH} characters` }
}
