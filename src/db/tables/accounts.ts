/** Accounts and their keys. */
import {
  flag,
  id,
  index,
  int,
  json,
  type NewRow,
  namesOf,
  oneOf,
  type Row,
  table,
  text,
  time,
  unique,
} from './columns.ts'
import type { RemoteEmoji } from './emojis.ts'

/** A profile field: a name and its value as safe HTML. `source` is the text that a local user entered. */
export interface ProfileField {
  name: string
  value: string
  source?: string
}

/** The columns that make up a version of a profile. */
const profile = {
  actor_type: oneOf('Person', 'Service', 'Application', 'Group', 'Organization'),
  display_name: text().or(''),
  /** Bio as safe HTML. */
  note: text().or(''),
  fields: json<ProfileField[]>().or('[]'),
  url: text().orNull(),
  locked: flag().or(0),
  bot: flag().or(0),
  discoverable: flag().or(0),
  indexable: flag().or(0),
  also_known_as: json<string[]>().or('[]'),
  moved_to_uri: text().orNull(),
}
export const PROFILE = namesOf(profile)
export type ProfileColumn = (typeof PROFILE)[number]

/** Columns that the origin may change without a new version (C4). */
const unversioned = {
  emojis: json<RemoteEmoji[]>().or('[]'),
  /** The addresses of the pictures at their origin, and their alt texts. */
  avatar_url: text().orNull(),
  header_url: text().orNull(),
  avatar_description: text().or(''),
  header_description: text().or(''),
  inbox_url: text(),
  shared_inbox_url: text().orNull(),
  outbox_url: text().orNull(),
  followers_url: text().orNull(),
  following_url: text().orNull(),
  featured_url: text().orNull(),
  /** The collection of a community's moderators (FEP-1b12). */
  moderators_url: text().orNull(),
  /** Whether its public posts, and its unlisted ones, are shown only to people who are signed in. */
  hides_public: flag().or(0),
  hides_unlisted: flag().or(0),
}
export const UNVERSIONED_ACCOUNT = namesOf(unversioned)
export type UnversionedAccountColumn = (typeof UNVERSIONED_ACCOUNT)[number]

/**
 * Local accounts (`domain` is null) and remote ones. Rows of local accounts are never deleted, so no username is issued
 * twice.
 */
export const accounts = table(
  {
    id: id().key(),
    uri: text(),
    username: text(),
    domain: text().orNull(),
    /**
     * `name` or `name@host` in lower case, or `!name@host` of a community if a person there has the same name. Null if
     * the handle is unconfirmed or belongs to another actor (C17).
     */
    acct_key: text().orNull(),
    ...profile,
    ...unversioned,
    /** It stands for a feed of a site, which this server reads (`followed_feeds`). Nothing can be delivered to it. */
    is_feed: flag().or(0),
    /** The rows of `media` for the pictures. */
    avatar_key: text().orNull(),
    header_key: text().orNull(),
    /** The bio as a local user entered it. */
    note_source: text().or(''),
    hides_network: flag().or(0),
    /** Whether others see with which app a local account's posts were written. */
    shows_app: flag().or(1),
    followers_count: int().or(0),
    following_count: int().or(0),
    statuses_count: int().or(0),
    last_status_at: time().orNull(),
    /** What the origin of a remote account reports, apart from our own counts (C20). Null if it does not tell. */
    origin_followers_count: int().orNull(),
    origin_following_count: int().orNull(),
    origin_statuses_count: int().orNull(),
    created_at: time(),
    /** The origin's version (C4), or the time when a local user last changed the profile. */
    updated_at: time(),
    /** Incremented whenever something visible changes. It is part of the key of the render cache. */
    revision: int().or(0),
    /** When the profile was last received from its origin; null for local accounts. */
    fetched_at: time().orNull(),
    /** When its pins and the counts of its origin were last read. */
    collections_read_at: time().orNull(),
    /** When the posts of a community were last read from its outbox. */
    outbox_read_at: time().orNull(),
    /** When it was found that nothing refers to this remote account; null again when it is looked up. */
    unused_since: time().orNull(),
    suspended_at: time().orNull(),
    deleted_at: time().orNull(),
  },
  unique('uri'),
  { columns: ['acct_key'], unique: true, whereNotNull: 'acct_key' },
  index('domain', 'id'),
  index('followers_url'),
  { columns: ['unused_since'], whereNotNull: 'unused_since' },
  { columns: ['fetched_at', 'id'], whereNotNull: 'fetched_at' },
  { columns: ['avatar_key'], whereNotNull: 'avatar_key' },
  { columns: ['header_key'], whereNotNull: 'header_key' },
)
export type Account = Row<typeof accounts>
export type NewAccount = NewRow<typeof accounts>

/** Public keys of all accounts, private keys of local ones. A key id belongs to one account forever. */
export const account_keys = table(
  {
    id: id().key(),
    account_id: id(),
    key_id: text(),
    kind: oneOf('rsa', 'ed25519'),
    public_pem: text(),
    private_pem: text().orNull(),
    /** When the key was first seen. For a local key, the time from which it is published and used (S-09). */
    created_at: time(),
    fetched_at: time(),
  },
  unique('key_id'),
  index('account_id'),
)
export type AccountKey = Row<typeof account_keys>
