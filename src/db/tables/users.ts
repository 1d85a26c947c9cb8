/** Users of this server, their API keys, and the links in their letters. */
import { flag, id, index, oneOf, type Row, table, text, time, unique } from './columns.ts'
import { VISIBILITIES } from './visibility.ts'

export const ROLES = ['user', 'moderator', 'admin', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** The logins of this server. */
export const users = table(
  {
    id: id().key(),
    account_id: id(),
    /** Confirmed: whoever has this login has read a letter to it, or an administrator said so. */
    email: text().orNull(),
    email_key: text().orNull(),
    /** The address that a letter asked to confirm, in its key form. Nobody has proved to read it, so it is not unique. */
    unconfirmed_email: text().orNull(),
    /** When an address was confirmed first. Until then the login does not work. */
    email_confirmed_at: time().orNull(),
    password_hash: text().orNull(),
    role: oneOf(...ROLES).or('user'),
    sign_up_reason: text().or(''),
    /** The app with which the user signed up; null for a browser. */
    sign_up_app_id: id().orNull(),
    /** When the date of birth was found to be early enough. The date itself is not stored. */
    age_checked_at: time().orNull(),
    default_visibility: oneOf(...VISIBILITIES).or('public'),
    default_sensitive: flag().or(0),
    default_language: text().orNull(),
    /** When the user last read home, to the day. After more than `HOME_KEPT_FOR`, home is rebuilt on return. */
    active_at: time(),
    created_at: time(),
    approved_at: time().orNull(),
    disabled_at: time().orNull(),
  },
  unique('account_id'),
  { columns: ['email_key'], unique: true, whereNotNull: 'email_key' },
)
export type User = Row<typeof users>

/**
 * The tokens with which a person's programs call the API: API keys, which the person made, and access tokens of apps
 * (OAuth 2). Only their SHA-256 is stored.
 */
export const tokens = table(
  {
    id: id().key(),
    user_id: id(),
    /** The token with which this one was made, and with which it ends. */
    parent_id: id().orNull(),
    /** Null for an API key. */
    app_id: id().orNull(),
    /** Null for an API key. */
    authorization_id: id().orNull(),
    token_hash: text(),
    name: text(),
    scopes: text(),
    created_at: time(),
    expires_at: time().orNull(),
    last_used_at: time().orNull(),
  },
  unique('token_hash'),
  index('user_id'),
  { columns: ['parent_id'], whereNotNull: 'parent_id' },
  { columns: ['authorization_id'], whereNotNull: 'authorization_id' },
)
export type Token = Row<typeof tokens>

export const LINK_PURPOSES = ['confirm-email', 'reset-password'] as const

/** Links that work once. Letters carry them, or an administrator passes one on. Only the SHA-256 of the secret is stored. */
export const one_time_links = table(
  {
    token_hash: text().key(),
    purpose: oneOf(...LINK_PURPOSES),
    user_id: id(),
    /** The address that a letter brought the link to, in its key form; null for a link that was printed. */
    email: text().orNull(),
    created_at: time(),
  },
  index('user_id'),
  index('created_at'),
)
export type OneTimeLink = Row<typeof one_time_links>

/** The networks from which users have signed in. Others cannot lock a user out there (`core/users/known-networks.ts`). */
export const sign_in_networks = table(
  {
    user_id: id().key(),
    /** A short hash, which fits many networks. */
    network_hash: text().key(),
    /** To the day. */
    last_used_at: time(),
  },
  index('last_used_at'),
)
