/**
 * API keys: their owner creates and revokes them. Only a hash is stored, so a key is shown once. A key that
 * was made with another key ends with it.
 */
import { z } from 'zod'
import { Forbidden } from '../core/errors.ts'
import { createToken } from '../core/tokens/create.ts'
import { listTokens, type Viewer } from '../core/tokens/find.ts'
import { revokeToken } from '../core/tokens/revoke.ts'
import { covers, parseScopes } from '../core/tokens/scopes.ts'
import { signIn } from '../core/users/sign-in.ts'
import type { User } from '../db/tables/users.ts'
import { MAX_PASSWORD_LENGTH } from '../lib/crypto/passwords.ts'
import { DAY, SECOND } from '../lib/durations.ts'
import { EmptyEntity } from './entities/empty.ts'
import { NewTokenEntity, renderToken, TokenEntity } from './entities/token.ts'
import { HttpError } from './http/answer-error.ts'
import { type Call, type Endpoint, endpoint } from './http/endpoint.ts'
import { optionalText, requiredText, wholeNumber } from './http/form-types.ts'

const MAX_NAME = 100
const MAX_SCOPES = 2000
const MAX_LOGIN = 254
const MAX_OTP = 100
/** Ten years. */
const MAX_LIFETIME_S = (10 * 365 * DAY) / SECOND
const DEFAULT_SCOPES = 'read'

const CreateForm = z.object({
  name: requiredText(MAX_NAME),
  scopes: optionalText(MAX_SCOPES),
  /** Seconds. */
  expires_in: wholeNumber(1, MAX_LIFETIME_S),
  username: optionalText(MAX_LOGIN),
  password: optionalText(MAX_PASSWORD_LENGTH),
  /** A code of the second factor, if the account has one. */
  otp: optionalText(MAX_OTP),
})
type Form = z.output<typeof CreateForm>

export const tokenEndpoints: Endpoint[] = [
  endpoint('GET /api/v1/tokens', { scope: 'read:accounts', answer: z.array(TokenEntity) }, async ({ app, viewer }) =>
    (await listTokens(app, viewer.user)).map(renderToken),
  ),
  endpoint(
    'POST /api/v1/tokens',
    { scope: 'public / write:accounts', form: CreateForm, answer: NewTokenEntity },
    async (call) => {
      const { app, viewer, form } = call
      const scopes = parseScopes(form.scopes ?? DEFAULT_SCOPES)
      const user = viewer ? ownerFor(viewer, scopes) : await ownerOf(call, form)
      const expiresAt = expiryFor(app.clock.now(), form.expires_in, viewer)
      const { key, token } = await createToken(app, user, { name: form.name, scopes, expiresAt, parent: viewer?.token })
      return { ...renderToken(token), token: key }
    },
  ),
  endpoint(
    'DELETE /api/v1/tokens/:id',
    { scope: 'write:accounts', answer: EmptyEntity },
    async ({ app, viewer, params }) => {
      await revokeToken(app, viewer.user, params.id)
      return {}
    },
  ),
]

/** A key cannot create a key with a scope that it lacks itself. */
function ownerFor(viewer: Viewer, scopes: string[]): User {
  const beyond = scopes.find((scope) => !covers(viewer.scopes, scope))
  if (beyond !== undefined) throw new Forbidden('scope-beyond-own', { scope: beyond })
  return viewer.user
}

/** A key cannot create a key that expires later than itself. @returns Unix milliseconds, or undefined for no expiry */
function expiryFor(now: number, seconds: number | undefined, viewer: Viewer | undefined): number | undefined {
  const ends = [seconds === undefined ? undefined : now + seconds * SECOND, viewer?.token.expires_at ?? undefined]
  const known = ends.filter((end) => end !== undefined)
  return known.length > 0 ? Math.min(...known) : undefined
}

async function ownerOf({ app, network }: Call, { username, password, otp }: Form): Promise<User> {
  if (!username || !password) throw new HttpError(401, ['credentials-missing'])
  const user = await signIn(app, { login: username, password, code: otp, network })
  if (!user) throw new HttpError(401, ['credentials-wrong'])
  return user
}
