import type { User } from '../../db/tables/users.ts'
import type { App } from '../app.ts'
import { createToken } from '../tokens/create.ts'

/** What a person's own client may do. */
const SCOPES = ['read', 'write', 'follow', 'push']
const OWNER_SCOPES = [...SCOPES, 'admin:read', 'admin:write']

/** The key that a person gets together with the login. While a moderator has yet to approve them, it does not work. */
export function createFirstKey(app: Pick<App, 'db' | 'ids' | 'clock'>, user: User): ReturnType<typeof createToken> {
  return user.role === 'owner'
    ? createToken(app, user, { name: 'Set-up', scopes: OWNER_SCOPES })
    : createToken(app, user, { name: 'Sign-up', scopes: SCOPES })
}
