import type { User } from '../../db/tables/users.ts'
import type { App } from '../app.ts'
import { createToken } from '../tokens/create.ts'

/** The scopes of a user's own client. */
const SCOPES = ['read', 'write', 'follow', 'push']
const OWNER_SCOPES = [...SCOPES, 'admin:read', 'admin:write']

/** Creates the key that a new user gets with the login. It does not work until the login is approved. */
export function createFirstKey(app: App, user: User): ReturnType<typeof createToken> {
  return user.role === 'owner'
    ? createToken(app, user, { name: 'Set-up', scopes: OWNER_SCOPES })
    : createToken(app, user, { name: 'Sign-up', scopes: SCOPES })
}
