/** OAuth 2: tokens for apps (RFC 6749, 7009, 7591, 7662, 8414). The consent page is one of the pages. */
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { redeemCode } from '../core/apps/allow.ts'
import { scopesFor } from '../core/apps/app-scopes.ts'
import { createAppToken } from '../core/apps/app-token.ts'
import type { IssuedTokens } from '../core/apps/issue-tokens.ts'
import { inspectOwnToken, revokeOwnToken } from '../core/apps/own-token.ts'
import { refresh } from '../core/apps/refresh.ts'
import { registerApp } from '../core/apps/register.ts'
import { InvalidFields } from '../core/errors.ts'
import type { ClientApp } from '../db/tables/apps.ts'
import { unixSeconds } from '../lib/durations.ts'
import { AuthorizationServerEntity, renderAuthorizationServer } from './entities/authorization-server.ts'
import { EmptyEntity } from './entities/empty.ts'
import {
  IntrospectionEntity,
  IssuedTokenEntity,
  RegisteredClientEntity,
  renderIntrospection,
  renderIssuedTokens,
  renderRegisteredClient,
  renderUserInfo,
  UserInfoEntity,
} from './entities/oauth.ts'
import { OAuthError } from './http/answer-error.ts'
import { type Endpoint, endpoint } from './http/endpoint.ts'
import { choice, optionalList, optionalText } from './http/form-types.ts'

const MAX_TEXT = 4_000
const DEFAULT_SCOPES = 'read'

const TokenForm = z.object({
  grant_type: optionalText(MAX_TEXT),
  code: optionalText(MAX_TEXT),
  redirect_uri: optionalText(MAX_TEXT),
  code_verifier: optionalText(MAX_TEXT),
  refresh_token: optionalText(MAX_TEXT),
  scope: optionalText(MAX_TEXT),
})
type Grant = z.output<typeof TokenForm>
const OwnTokenForm = z.object({ token: optionalText(MAX_TEXT) })
/** RFC 7591 section 2. */
const RegisterForm = z.object({
  client_name: optionalText(MAX_TEXT),
  client_uri: optionalText(MAX_TEXT),
  redirect_uris: optionalList(optionalText(MAX_TEXT)),
  scope: optionalText(MAX_TEXT),
  token_endpoint_auth_method: choice(['none', 'client_secret_basic', 'client_secret_post']),
})

export const oauthEndpoints: Endpoint[] = [
  endpoint(
    'POST /oauth/token',
    { scope: 'client', form: TokenForm, answer: IssuedTokenEntity },
    async ({ app, client, form }) => grant(app, client, form),
  ),
  endpoint(
    'POST /oauth/revoke',
    { scope: 'client', form: OwnTokenForm, answer: EmptyEntity },
    async ({ app, client, form: { token = '' } }) => {
      await revokeOwnToken(app, client, token)
      return {}
    },
  ),
  endpoint(
    'POST /oauth/introspect',
    { scope: 'client', form: OwnTokenForm, answer: IntrospectionEntity },
    async ({ app, client, form: { token = '' } }) =>
      renderIntrospection(client, await inspectOwnToken(app, client, token)),
  ),
  ...(['GET', 'POST'] as const).map((method) =>
    endpoint(
      `${method} /oauth/userinfo` as const,
      { scope: 'profile', answer: UserInfoEntity },
      async ({ app, viewer }) => renderUserInfo(app.uris, viewer.account),
    ),
  ),
  endpoint(
    'POST /oauth/register',
    { scope: 'public', form: RegisterForm, answer: RegisteredClientEntity, limit: 'registerApp' },
    async ({ app, form }) => {
      const { token_endpoint_auth_method: method = 'client_secret_basic' } = form
      const { client, secret } = await registerApp(app, {
        name: form.client_name ?? '',
        redirectUris: (form.redirect_uris ?? []).map((uri) => uri ?? ''),
        scopes: form.scope || DEFAULT_SCOPES,
        website: form.client_uri,
        isPublic: method === 'none',
      }).catch(asRegistrationError)
      return renderRegisteredClient(client, secret, method)
    },
  ),
  endpoint(
    'GET /.well-known/oauth-authorization-server',
    { scope: 'public', answer: AuthorizationServerEntity },
    async ({ app }) => renderAuthorizationServer(app.uris.origin),
  ),
]

/** RFC 7591 section 3.2.2. @throws OAuthError */
function asRegistrationError(error: unknown): never {
  if (!(error instanceof InvalidFields)) throw error
  const code = error.problems.redirect_uris ? 'invalid_redirect_uri' : 'invalid_client_metadata'
  throw new OAuthError(400, code, error.reason)
}

/** Gives an app tokens for what it brings. @throws OAuthError */
async function grant(app: App, client: ClientApp, given: Grant) {
  switch (given.grant_type) {
    case 'authorization_code':
      return issued(await redeemCode(app, client, codeOf(given)))
    case 'refresh_token':
      return issued(await refresh(app, client, required('refresh_token', given.refresh_token)))
    case 'client_credentials':
      return appToken(app, client, given.scope)
    default:
      throw new OAuthError(400, 'unsupported_grant_type', ['oauth-unsupported-grant'])
  }
}

function codeOf({ code, redirect_uri, code_verifier }: Grant) {
  return {
    code: required('code', code),
    redirectUri: required('redirect_uri', redirect_uri),
    codeVerifier: code_verifier || undefined,
  }
}

function required(field: string, value: string | undefined): string {
  if (!value) throw new OAuthError(400, 'invalid_request', ['oauth-invalid-request', { field }])
  return value
}

function issued(tokens: IssuedTokens | undefined) {
  if (!tokens) throw new OAuthError(400, 'invalid_grant', ['oauth-invalid-grant'])
  return renderIssuedTokens(tokens)
}

async function appToken(app: App, client: ClientApp, scope: string | undefined) {
  if (client.secret_hash === null) throw new OAuthError(401, 'invalid_client', ['oauth-invalid-client'])
  const scopes = scopesFor(client, scope)
  if (!scopes) throw new OAuthError(400, 'invalid_scope', ['oauth-invalid-scope', { scope: scope ?? DEFAULT_SCOPES }])
  const { key, token } = await createAppToken(app, client, scopes)
  return {
    access_token: key,
    token_type: 'Bearer' as const,
    scope: token.scopes,
    created_at: unixSeconds(token.created_at),
  }
}
