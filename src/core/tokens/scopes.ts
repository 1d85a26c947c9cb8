/** The scopes of API keys, which are Mastodon's. */
import type { Role } from '../../db/tables/users.ts'
import type { Problem } from '../../messages/en/fields.ts'
import { InvalidFields } from '../errors.ts'

const READ =
  'accounts blocks bookmarks collections favourites filters follows lists mutes notifications search statuses'
const WRITE =
  'accounts blocks bookmarks collections conversations favourites filters follows lists media mutes notifications reports statuses'
const ADMIN = 'accounts reports domain_allows domain_blocks ip_blocks email_domain_blocks canonical_email_blocks'
/** The old scope `follow` includes read and write access to these. */
const FOLLOW = ['follows', 'blocks', 'mutes']

const below = (parent: string, words: string) => words.split(' ').map((word) => `${parent}:${word}`)

/** With this scope, the access tokens of an app expire, and it gets refresh tokens for new ones (OpenID Connect). */
export const OFFLINE_ACCESS = 'offline_access'

/** All scopes. */
export const SCOPES: readonly string[] = [
  'profile',
  'read',
  ...below('read', READ),
  'write',
  ...below('write', WRITE),
  'follow',
  'push',
  'admin:read',
  ...below('admin:read', ADMIN),
  'admin:write',
  ...below('admin:write', ADMIN),
  OFFLINE_ACCESS,
]

/**
 * Splits a list such as `read write:statuses`, without duplicates.
 * @throws Invalid if a scope does not exist or there is none
 */
export function parseScopes(text: string): string[] {
  const problem = scopesProblem(text)
  if (problem) throw new InvalidFields({ scopes: [problem] })
  return listed(text)
}

/** What is wrong with a list of scopes. */
export function scopesProblem(text: string): Problem | undefined {
  const scopes = listed(text)
  const unknown = scopes.find((scope) => !SCOPES.includes(scope))
  if (unknown !== undefined) return ['unknown-scope', { scope: unknown.slice(0, 100) }]
  return scopes.length === 0 ? ['no-scope'] : undefined
}

const listed = (text: string) => [...new Set(text.split(/\s+/).filter(Boolean))]

/**
 * Whether a token of a person with this role may have this scope. Others may be stored with one, and have it once their
 * owner belongs to the staff.
 */
export function isForRole(scope: string, role: Role): boolean {
  return role !== 'user' || !scope.startsWith('admin:')
}

/** Whether the granted scopes include the needed one: `read` includes `read:statuses`, and so on. */
export function covers(granted: readonly string[], needed: string): boolean {
  return granted.some((scope) => scope === needed || includes(scope, needed))
}

function includes(scope: string, needed: string): boolean {
  if (scope === 'follow') return FOLLOW.some((word) => needed === `read:${word}` || needed === `write:${word}`)
  // `profile` is only a name and a picture, so a key that may read accounts includes it.
  if (needed === 'profile') return scope === 'read' || scope === 'read:accounts'
  return needed.startsWith(`${scope}:`) && scope !== 'admin'
}
