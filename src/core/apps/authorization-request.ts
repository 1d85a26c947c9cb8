/** What an app asks of a person, through the address of the consent page (RFC 6749 section 4.1.1, RFC 7636). */
import type { ClientApp } from '../../db/tables/apps.ts'
import type { App } from '../app.ts'
import { Invalid } from '../errors.ts'
import { scopesFor } from './app-scopes.ts'
import { findClientApp } from './find.ts'
import { OUT_OF_BAND, redirectUrisOf } from './redirect-uris.ts'

export interface AuthorizationRequest {
  client: ClientApp
  redirectUri: string
  scopes: string[]
  /** Handed back untouched. */
  state: string | undefined
  codeChallenge: string | undefined
  /** Asks for the password even of a person who is signed in. */
  forceLogin: boolean
}

/** An error that is told to the app, because its address is known to be right. */
export interface RefusedRequest {
  client: ClientApp
  redirectUri: string
  state: string | undefined
  error: 'unsupported_response_type' | 'invalid_scope' | 'invalid_request'
}

const S256_CHALLENGE = /^[\w-]{43}$/

/**
 * Reads a request. What is wrong with the app or its address is told to the person, and never sent anywhere.
 * So is every error when the app has no address, since the person would see nothing otherwise.
 * @throws Invalid
 */
export async function readAuthorizationRequest(
  app: Pick<App, 'db'>,
  query: URLSearchParams,
): Promise<AuthorizationRequest | RefusedRequest> {
  const client = await findClientApp(app, query.get('client_id') ?? '')
  if (!client) throw new Invalid('client-unknown')
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!redirectUrisOf(client).includes(redirectUri)) throw new Invalid('redirect-uri-unknown', { app: client.name })
  const state = query.get('state') ?? undefined
  const refused = (error: RefusedRequest['error']) => {
    if (redirectUri === OUT_OF_BAND) throw new Invalid('app-request-invalid', { app: client.name, error })
    return { client, redirectUri, state, error }
  }
  if (query.get('response_type') !== 'code') return refused('unsupported_response_type')
  const scopes = scopesFor(client, query.get('scope') ?? undefined)
  if (!scopes) return refused('invalid_scope')
  const codeChallenge = query.get('code_challenge') ?? undefined
  if (!isChallengeUsable(client, codeChallenge, query.get('code_challenge_method'))) return refused('invalid_request')
  return { client, redirectUri, scopes, state, codeChallenge, forceLogin: query.get('force_login') === 'true' }
}

/** Only S256, since a plain challenge proves nothing to whoever sees it. A public client needs one. */
function isChallengeUsable(client: ClientApp, challenge: string | undefined, method: string | null): boolean {
  if (challenge === undefined) return client.secret_hash !== null
  return method === 'S256' && S256_CHALLENGE.test(challenge)
}

/** The address to which the browser carries the answer. `state` is handed back with every answer. */
export function answerAddress(
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  answer: { code: string } | { error: string },
): string {
  const parameters = new URLSearchParams({ ...answer, ...(state !== undefined && { state }) })
  return `${redirectUri}${redirectUri.includes('?') ? '&' : '?'}${parameters}`
}
