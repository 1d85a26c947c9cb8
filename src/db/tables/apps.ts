/** Client apps and what people have allowed them (OAuth 2). Only the SHA-256 of secrets, codes and tokens is stored. */
import { id, index, type Row, table, text, time, unique } from './columns.ts'

/** A registered client app. Mastodon's clients register once per server, or once per installation. */
export const apps = table(
  {
    id: id().key(),
    client_id: text(),
    /** Null for a public client, which has no secret and needs PKCE. */
    secret_hash: text().orNull(),
    name: text(),
    website: text().orNull(),
    /** One address per line. */
    redirect_uris: text(),
    scopes: text(),
    created_at: time(),
    /** When a person first allowed it. */
    allowed_at: time().orNull(),
    /** When it last used a token of its own, to the day. An app that nobody allowed is kept only as long as it does. */
    used_at: time().orNull(),
  },
  unique('client_id'),
)
export type ClientApp = Row<typeof apps>

/** What a person allowed an app. Its tokens and refresh tokens end with it. */
export const authorizations = table(
  {
    id: id().key(),
    app_id: id(),
    user_id: id(),
    scopes: text(),
    created_at: time(),
  },
  index('user_id'),
  index('app_id'),
)
export type Authorization = Row<typeof authorizations>

/** The codes that a browser carries from the consent page to the app (RFC 6749 section 4.1.2). */
export const authorization_codes = table({
  code_hash: text().key(),
  app_id: id(),
  user_id: id(),
  redirect_uri: text(),
  scopes: text(),
  /** The S256 challenge of PKCE (RFC 7636). */
  code_challenge: text().orNull(),
  created_at: time(),
  /** What the first use of the code gave. A second use ends it. */
  authorization_id: id().orNull(),
})
export type AuthorizationCode = Row<typeof authorization_codes>

/** Refresh tokens, each for one use. A second use ends the authorization (RFC 9700 section 4.14.2). */
export const refresh_tokens = table(
  {
    token_hash: text().key(),
    authorization_id: id(),
    created_at: time(),
    used_at: time().orNull(),
  },
  index('authorization_id'),
)

/** Tokens of an app itself (`client_credentials`), which belong to no person. */
export const app_tokens = table(
  {
    token_hash: text().key(),
    app_id: id(),
    scopes: text(),
    created_at: time(),
  },
  index('app_id'),
)
export type AppToken = Row<typeof app_tokens>
