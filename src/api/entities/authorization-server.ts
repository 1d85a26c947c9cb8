import { z } from 'zod'
import { SCOPES } from '../../core/tokens/scopes.ts'

/** What this server offers as an authorization server (RFC 8414 section 2, E-11). */
export const AuthorizationServerEntity = z.strictObject({
  issuer: z.url(),
  service_documentation: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  revocation_endpoint: z.url(),
  introspection_endpoint: z.url(),
  userinfo_endpoint: z.url(),
  registration_endpoint: z.url(),
  app_registration_endpoint: z.url(),
  scopes_supported: z.array(z.string()),
  response_types_supported: z.array(z.string()),
  response_modes_supported: z.array(z.string()),
  grant_types_supported: z.array(z.string()),
  token_endpoint_auth_methods_supported: z.array(z.string()),
  code_challenge_methods_supported: z.array(z.string()),
})

const AUTH_METHODS = ['client_secret_basic', 'client_secret_post', 'none']

export function renderAuthorizationServer(origin: string): z.infer<typeof AuthorizationServerEntity> {
  const at = (path: string) => origin + path
  return {
    issuer: at('/'),
    service_documentation: 'https://docs.joinmastodon.org/',
    authorization_endpoint: at('/oauth/authorize'),
    token_endpoint: at('/oauth/token'),
    revocation_endpoint: at('/oauth/revoke'),
    introspection_endpoint: at('/oauth/introspect'),
    userinfo_endpoint: at('/oauth/userinfo'),
    registration_endpoint: at('/oauth/register'),
    app_registration_endpoint: at('/api/v1/apps'),
    scopes_supported: [...SCOPES],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    token_endpoint_auth_methods_supported: AUTH_METHODS,
    code_challenge_methods_supported: ['S256'],
  }
}
