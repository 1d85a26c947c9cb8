import { hash } from 'node:crypto'
import type { AuthorizationCode, ClientApp } from '../../db/tables/apps.ts'
import type { User } from '../../db/tables/users.ts'
import { hashToken, newToken, sameSecret } from '../../lib/crypto/tokens.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App, Tx } from '../app.ts'
import { lockForNewLogin, lockTokens } from '../tokens/lock.ts'
import { endAuthorization } from './end-authorization.ts'
import { grantToApp } from './grant.ts'
import type { IssuedTokens } from './issue-tokens.ts'
import { isLoginWorking } from './login-working.ts'
import { noteAllowed } from './note-use.ts'

/** RFC 6749 section 4.1.2 recommends at most this. */
export const CODE_VALID_MS = 10 * MINUTE

interface Allowed {
  redirectUri: string
  /** What the person allowed, at most what the app asked for. */
  scopes: readonly string[]
  /** The S256 challenge of PKCE, if the app sent one. */
  codeChallenge: string | undefined
}

/**
 * Stores that a person allowed an app, on the consent page.
 * @param user as they were signed in
 * @returns the code that the browser carries to the app
 * @throws Forbidden if their password was changed in the meantime
 */
export async function allowApp(
  app: App,
  user: Pick<User, 'id' | 'password_hash'>,
  client: ClientApp,
  { redirectUri, scopes, codeChallenge }: Allowed,
): Promise<string> {
  const code = newToken()
  await noteAllowed(app, client)
  const row = {
    app_id: client.id,
    user_id: user.id,
    redirect_uri: redirectUri,
    scopes: scopes.join(' '),
    created_at: app.clock.now(),
  }
  const values = { ...row, code_hash: hashToken(code), code_challenge: codeChallenge ?? null }
  await app.transaction(async (tx) => {
    await lockForNewLogin(tx, user)
    await tx.db.insertInto('authorization_codes').values(values).execute()
  })
  return code
}

interface Redemption {
  code: string
  redirectUri: string
  /** The secret behind the S256 challenge of PKCE. */
  codeVerifier: string | undefined
}

/**
 * Exchanges a code for tokens, once. A second use ends what the first one gave (R-81, RFC 6749 section 4.1.2).
 * @returns undefined if the code is not valid for this client, address and verifier
 */
export async function redeemCode(
  app: App,
  client: ClientApp,
  redemption: Redemption,
): Promise<IssuedTokens | undefined> {
  return app.transaction(async (tx) => {
    const code = await lockCode(tx, hashToken(redemption.code))
    if (!code || code.app_id !== client.id) return undefined
    if (code.authorization_id !== null) {
      await endAuthorization(tx, code.authorization_id)
      return undefined
    }
    if (tx.clock.now() - code.created_at > CODE_VALID_MS || !fits(code, client, redemption)) return undefined
    if (!(await isLoginWorking(tx, code.user_id))) return undefined
    return await use(tx, client, code)
  })
}

/** A code as it is once nothing else can use it, or end the ways in of its user. */
async function lockCode(tx: Tx, hash: string): Promise<AuthorizationCode | undefined> {
  const find = () =>
    tx.db.selectFrom('authorization_codes').selectAll().where('code_hash', '=', hash).executeTakeFirst()
  const found = await find()
  if (!found) return undefined
  await lockTokens(tx, { id: found.user_id })
  return await find()
}

async function use(tx: Tx, client: ClientApp, code: AuthorizationCode): Promise<IssuedTokens> {
  const { authorization, ...issued } = await grantToApp(tx, client, { userId: code.user_id, scopes: code.scopes })
  await tx.db
    .updateTable('authorization_codes')
    .set({ authorization_id: authorization.id })
    .where('code_hash', '=', code.code_hash)
    .execute()
  return issued
}

/** A public client must use PKCE, and a challenge must be answered by whoever sent it. */
function fits(code: AuthorizationCode, client: ClientApp, { redirectUri, codeVerifier }: Redemption): boolean {
  if (code.redirect_uri !== redirectUri) return false
  if (code.code_challenge === null) return client.secret_hash !== null && codeVerifier === undefined
  return codeVerifier !== undefined && sameSecret(code.code_challenge, hash('sha256', codeVerifier, 'base64url'))
}
