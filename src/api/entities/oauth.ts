/** The JSON of OAuth 2, as its RFCs define it. */
import { z } from 'zod'
import { profilePictureUrl } from '../../core/accounts/picture-url.ts'
import type { IssuedTokens } from '../../core/apps/issue-tokens.ts'
import type { OwnToken } from '../../core/apps/own-token.ts'
import { redirectUrisOf } from '../../core/apps/redirect-uris.ts'
import type { Uris } from '../../core/own-uris.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { ClientApp } from '../../db/tables/apps.ts'
import { SECOND, unixSeconds } from '../../lib/durations.ts'
import { MISSING_AVATAR } from './account.ts'

/** RFC 6749 section 5.1, with Mastodon's `created_at`. */
export const IssuedTokenEntity = z.strictObject({
  access_token: z.string(),
  token_type: z.literal('Bearer'),
  scope: z.string(),
  /** Unix seconds. */
  created_at: z.int(),
  /** Seconds. */
  expires_in: z.int().optional(),
  refresh_token: z.string().optional(),
})

export function renderIssuedTokens({ accessToken, refreshToken, token }: IssuedTokens) {
  const { scopes, created_at, expires_at } = token
  return {
    access_token: accessToken,
    token_type: 'Bearer' as const,
    scope: scopes,
    created_at: unixSeconds(created_at),
    ...(expires_at !== null && { expires_in: Math.floor((expires_at - created_at) / SECOND) }),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  }
}

/** RFC 7662 section 2.2. */
export const IntrospectionEntity = z.strictObject({
  active: z.boolean(),
  scope: z.string().optional(),
  client_id: z.string().optional(),
  token_type: z.literal('Bearer').optional(),
  username: z.string().optional(),
  /** The id of the person's account here. */
  sub: z.string().optional(),
  /** Unix seconds. */
  iat: z.int().optional(),
  exp: z.int().optional(),
})

/** @param token undefined if the app may learn nothing of it */
export function renderIntrospection(client: ClientApp, token: OwnToken | undefined) {
  if (!token) return { active: false }
  const { scopes, account, createdAt, expiresAt } = token
  return {
    active: true,
    scope: scopes.join(' '),
    client_id: client.client_id,
    token_type: 'Bearer' as const,
    ...(account && { username: account.username, sub: String(account.id) }),
    ...(createdAt !== undefined && { iat: unixSeconds(createdAt) }),
    ...(expiresAt !== undefined && { exp: unixSeconds(expiresAt) }),
  }
}

/** OpenID Connect Core section 5.3, as Mastodon fills it in. */
export const UserInfoEntity = z.strictObject({
  iss: z.url(),
  /** The actor's id. */
  sub: z.url(),
  name: z.string(),
  preferred_username: z.string(),
  profile: z.url(),
  picture: z.url(),
})

export function renderUserInfo(uris: Uris, account: Account) {
  return {
    iss: `${uris.origin}/`,
    sub: account.uri,
    name: account.display_name || account.username,
    preferred_username: account.username,
    profile: account.url ?? account.uri,
    picture: profilePictureUrl(uris, account, 'avatar') ?? `${uris.origin}${MISSING_AVATAR}`,
  }
}

/** RFC 7591 section 3.2.1. */
export const RegisteredClientEntity = z.strictObject({
  client_id: z.string(),
  /** Absent for a public client. */
  client_secret: z.string().optional(),
  client_secret_expires_at: z.literal(0).optional(),
  /** Unix seconds. */
  client_id_issued_at: z.int(),
  client_name: z.string(),
  client_uri: z.string().optional(),
  redirect_uris: z.array(z.string()),
  grant_types: z.array(z.string()),
  response_types: z.array(z.string()),
  token_endpoint_auth_method: z.enum(['none', 'client_secret_basic', 'client_secret_post']),
  scope: z.string(),
})

export function renderRegisteredClient(client: ClientApp, secret: string | undefined, method: string) {
  return {
    client_id: client.client_id,
    ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 as const }),
    client_id_issued_at: unixSeconds(client.created_at),
    client_name: client.name,
    ...(client.website !== null && { client_uri: client.website }),
    redirect_uris: redirectUrisOf(client),
    grant_types: ['authorization_code', 'refresh_token', ...(secret === undefined ? [] : ['client_credentials'])],
    response_types: ['code'],
    token_endpoint_auth_method: method as z.infer<typeof RegisteredClientEntity>['token_endpoint_auth_method'],
    scope: client.scopes,
  }
}
