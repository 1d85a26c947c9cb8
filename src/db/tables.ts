/**
 * The only description of what is stored. Migrations move the database here; `schema.test.ts` proves that they arrive.
 * Times are Unix milliseconds, ids are snowflakes, `*_key` columns hold the normalised form that is compared with `=`.
 */
import type { Insertable, Selectable } from 'kysely'
import { flag, id, index, int, json, oneOf, type Rows, table, text, time, unique } from './columns.ts'

/** A profile field: a name and its value as safe HTML; `source` is what a local person typed. */
export interface ProfileField {
  name: string
  value: string
  source?: string
}
/** A picture, film or sound of a remote status, as its origin describes it. */
export interface RemoteAttachment {
  type: 'image' | 'video' | 'gifv' | 'audio' | 'unknown'
  url: string
  description: string | null
  blurhash: string | null
  width: number | null
  height: number | null
}
/** A custom emoji used in a remote text: shortcode without colons. */
export interface RemoteEmoji {
  shortcode: string
  url: string
}
/** A tag as its author spelt it. */
export const VISIBILITIES = ['public', 'unlisted', 'followers', 'direct'] as const
export const ROLES = ['user', 'moderator', 'admin', 'owner'] as const
export const NOTIFICATION_TYPES = [
  'mention', 'status', 'reblog', 'follow', 'follow_request', 'favourite', 'update', 'admin.sign_up',
] as const // biome-ignore format: one line reads better

export const tables = {
  /** People and bots, here (`domain` null) and elsewhere. Never deleted: a username is never issued again. */
  accounts: table(
    {
      id: id().key(),
      uri: text(),
      username: text(),
      domain: text().orNull(),
      /** `name` or `name@host`, lower case. Null: the handle is unconfirmed or was lost to another actor (C17). */
      acct_key: text().orNull(),
      actor_type: oneOf('Person', 'Service', 'Application', 'Group', 'Organization'),
      display_name: text().or(''),
      /** Bio as safe HTML; `note_source` is what a local person typed. */
      note: text().or(''),
      note_source: text().or(''),
      fields: json<ProfileField[]>().or('[]'),
      emojis: json<RemoteEmoji[]>().or('[]'),
      url: text().orNull(),
      avatar_url: text().orNull(),
      header_url: text().orNull(),
      locked: flag().or(0),
      bot: flag().or(0),
      discoverable: flag().or(0),
      indexable: flag().or(0),
      hides_network: flag().or(0),
      inbox_url: text(),
      shared_inbox_url: text().orNull(),
      outbox_url: text().orNull(),
      followers_url: text().orNull(),
      following_url: text().orNull(),
      featured_url: text().orNull(),
      also_known_as: json<string[]>().or('[]'),
      moved_to_uri: text().orNull(),
      followers_count: int().or(0),
      following_count: int().or(0),
      statuses_count: int().or(0),
      last_status_at: time().orNull(),
      created_at: time(),
      /** The origin's version (C4), or when a local person last changed the profile. */
      updated_at: time(),
      /** Bumped at each change of what is shown: the key of the render cache. */
      revision: int().or(0),
      /** When we last heard the profile from its origin; null for local accounts. */
      fetched_at: time().orNull(),
      suspended_at: time().orNull(),
      deleted_at: time().orNull(),
    },
    unique('uri'),
    { columns: ['acct_key'], unique: true, whereNotNull: 'acct_key' },
    index('domain', 'id'),
    index('followers_url'),
  ),
  /** Public keys of everybody, private keys of ours. One key id belongs to one account for ever. */
  account_keys: table(
    {
      id: id().key(),
      account_id: id(),
      key_id: text(),
      kind: oneOf('rsa', 'ed25519'),
      public_pem: text(),
      private_pem: text().orNull(),
      /** When we first saw it. Of our own keys: from when it is published and signs (S-09). */
      created_at: time(),
      fetched_at: time(),
    },
    unique('key_id'),
    index('account_id'),
  ),
  /** A login here. */
  users: table(
    {
      id: id().key(),
      account_id: id(),
      email: text().orNull(),
      email_key: text().orNull(),
      password_hash: text().orNull(),
      role: oneOf(...ROLES).or('user'),
      sign_up_reason: text().or(''),
      default_visibility: oneOf(...VISIBILITIES).or('public'),
      default_sensitive: flag().or(0),
      default_language: text().orNull(),
      /** The last day this person read home: older than `HOME_KEPT_FOR` means that home is rebuilt on return. */
      active_at: time(),
      created_at: time(),
      approved_at: time().orNull(),
      disabled_at: time().orNull(),
    },
    unique('account_id'),
    { columns: ['email_key'], unique: true, whereNotNull: 'email_key' },
  ),
  /** API keys (personal access tokens). Only the SHA-256 is kept. */
  tokens: table(
    {
      id: id().key(),
      user_id: id(),
      token_hash: text(),
      name: text(),
      scopes: text(),
      created_at: time(),
      expires_at: time().orNull(),
      last_used_at: time().orNull(),
    },
    unique('token_hash'),
    index('user_id'),
  ),
  statuses: table(
    {
      id: id().key(),
      uri: text(),
      url: text().orNull(),
      account_id: id(),
      local: flag(),
      /** The origin's object type: Note, Article, Page, Question… or Announce for a boost. */
      object_type: text().or('Note'),
      in_reply_to_id: id().orNull(),
      in_reply_to_account_id: id().orNull(),
      /** The parent's uri, kept while the parent is unknown. */
      in_reply_to_uri: text().orNull(),
      conversation_id: id(),
      boost_of_id: id().orNull(),
      visibility: oneOf(...VISIBILITIES),
      sensitive: flag().or(0),
      content_warning: text().or(''),
      /** Safe HTML. */
      content: text(),
      /** What a local author typed, and in which format. */
      source: text().orNull(),
      source_type: oneOf('text/plain', 'text/markdown').or('text/plain'),
      language: text().orNull(),
      attachments: json<RemoteAttachment[]>().or('[]'),
      emojis: json<RemoteEmoji[]>().or('[]'),
      /** The origin's own counts, never mixed with ours (C20). */
      origin_replies_count: int().orNull(),
      replies_count: int().or(0),
      boosts_count: int().or(0),
      favourites_count: int().or(0),
      created_at: time(),
      edited_at: time().orNull(),
      /** `updated ?? published` in whole seconds × 1000: what versions are ordered by (C4). */
      version_at: time(),
      /** Bumped at each change of what is shown: the key of the render cache. */
      revision: int().or(0),
      fetched_at: time().orNull(),
      /** First of two 404s of the origin (C15). */
      missing_since: time().orNull(),
    },
    unique('uri'),
    index('account_id', 'id'),
    index('in_reply_to_id', 'id'),
    { columns: ['in_reply_to_uri'], whereNotNull: 'in_reply_to_uri' },
    { columns: ['boost_of_id', 'account_id'], unique: true, whereNotNull: 'boost_of_id' },
    index('conversation_id', 'id'),
  ),
  /** The public timelines, as rows: one per public status that is neither a boost nor a reply to somebody else. `local` splits the two feeds. */
  public_entries: table({ status_id: id().key(), local: flag(), account_id: id() }, index('local', 'status_id')),
  /** Earlier versions of a status, newest last; the present one is in `statuses`. */
  status_edits: table(
    {
      id: id().key(),
      status_id: id(),
      content: text(),
      content_warning: text(),
      source: text().orNull(),
      sensitive: flag(),
      created_at: time(),
    },
    index('status_id', 'id'),
  ),
  mentions: table(
    { status_id: id().key(), account_id: id().key(), /** Named without being notified. */ silent: flag() },
    index('account_id', 'status_id'),
  ),
  tags: table({ id: id().key(), tag_key: text(), name: text() }, unique('tag_key')),
  status_tags: table({ tag_id: id().key(), status_id: id().key() }, index('status_id')),
  favourites: table(
    { id: id().key(), account_id: id(), status_id: id(), uri: text().orNull(), created_at: time() },
    unique('account_id', 'status_id'),
    index('status_id', 'id'),
    index('account_id', 'id'),
    index('uri'),
  ),
  bookmarks: table(
    { id: id().key(), account_id: id(), status_id: id(), created_at: time() },
    unique('account_id', 'status_id'),
    index('account_id', 'id'),
    index('status_id'),
  ),
  pins: table(
    { id: id().key(), account_id: id(), status_id: id(), created_at: time() },
    unique('account_id', 'status_id'),
    index('status_id'),
  ),
  /** Accepted follows only; what waits for an answer is in `follow_requests`. */
  follows: table(
    {
      id: id().key(),
      account_id: id(),
      target_id: id(),
      uri: text().orNull(),
      shows_boosts: flag().or(1),
      notifies: flag().or(0),
      created_at: time(),
    },
    unique('account_id', 'target_id'),
    index('target_id', 'id'),
    index('target_id', 'notifies'),
    index('account_id', 'id'),
    index('uri'),
  ),
  follow_requests: table(
    {
      id: id().key(),
      account_id: id(),
      target_id: id(),
      uri: text().orNull(),
      shows_boosts: flag().or(1),
      notifies: flag().or(0),
      created_at: time(),
      /** When a request to another server was sent a second time (C19). */
      resent_at: time().orNull(),
    },
    unique('account_id', 'target_id'),
    index('target_id', 'id'),
    index('uri'),
  ),
  blocks: table(
    { id: id().key(), account_id: id(), target_id: id(), uri: text().orNull(), created_at: time() },
    unique('account_id', 'target_id'),
    index('target_id'),
    index('uri'),
  ),
  mutes: table(
    {
      id: id().key(),
      account_id: id(),
      target_id: id(),
      hides_notifications: flag(),
      created_at: time(),
      expires_at: time().orNull(),
    },
    unique('account_id', 'target_id'),
    index('expires_at'),
  ),
  /** Home timelines as stored rows. `author_id` serves unfollow, mute and block. */
  home_entries: table({ account_id: id().key(), status_id: id().key(), author_id: id() }, index('status_id')),
  notifications: table(
    {
      id: id().key(),
      account_id: id(),
      type: oneOf(...NOTIFICATION_TYPES),
      from_account_id: id(),
      status_id: id().orNull(),
      /** `type:from:status`: the same happening rings once. */
      unique_key: text(),
      created_at: time(),
    },
    unique('account_id', 'unique_key'),
    index('account_id', 'id'),
    index('status_id'),
    index('from_account_id'),
  ),
  /** What is gone, for good (C8, C9). `expires_at` only where we never knew the object. */
  tombstones: table(
    {
      uri: text().key(),
      origin: text(),
      former_type: text().orNull(),
      created_at: time(),
      expires_at: time().orNull(),
    },
    index('origin', 'expires_at'),
    { columns: ['expires_at'], whereNotNull: 'expires_at' },
  ),
  /** An Undo that arrived before its deed (C9): consumed by the first deed that matches. */
  early_undos: table(
    { natural_key: text().key(), actor_uri: text(), activity_uri: text().orNull(), expires_at: time() },
    index('expires_at'),
  ),
  idempotency_keys: table(
    { account_id: id().key(), request_key: text().key(), status_id: id(), created_at: time() },
    index('created_at'),
  ),
  /** What an administrator changes while running (title, rules, registration…): one JSON value per name. */
  instance_settings: table({ name: text().key(), value: json<unknown>() }),
  /** Servers that may neither send nor be fetched from, sub-domains included. */
  domain_blocks: table({ domain: text().key(), reason: text().or(''), created_at: time() }),
  /** What we remember of other servers: their health and the signatures that they understand. */
  hosts: table(
    {
      host: text().key(),
      failures: int().or(0),
      failing_since: time().orNull(),
      /** The breaker: nothing is sent before this instant. */
      closed_until: time().orNull(),
      last_ok_at: time().orNull(),
      signature_form: oneOf('cavage', 'rfc9421').orNull(),
      signature_form_at: time().orNull(),
      software: text().orNull(),
    },
    { columns: ['failing_since'], whereNotNull: 'failing_since' },
  ),
  /** Activities that we answered 202 for (Q-02, C13). `receipt_key` = activity id or body hash, with its actor. */
  inbox: table(
    {
      id: id().key(),
      receipt_key: text(),
      signer_uri: text(),
      body: text(),
      /** A local account whose personal inbox it came to; null for the shared inbox. */
      recipient_id: id().orNull(),
      received_at: time(),
    },
    unique('receipt_key'),
  ),
  /** Activities of ours, rendered once; deliveries name them. */
  outbox: table(
    {
      id: id().key(),
      uri: text(),
      account_id: id(),
      type: text(),
      /** What it is about: order and compaction are per object (C23). */
      object_uri: text(),
      body: text(),
      created_at: time(),
    },
    index('uri'),
    index('object_uri', 'id'),
  ),
  /** Durable work, written in the caller's transaction. Leased by moving `run_at` ahead; deleted when done. */
  jobs: table(
    {
      id: id().key(),
      name: text(),
      payload: json<unknown>(),
      run_at: time(),
      attempts: int().or(0),
      leased_by: text().orNull(),
      /** Jobs of one key run one after the other, in the order of their ids. */
      order_key: text().orNull(),
      /** Jobs of one lane (a host) share a bounded number of workers. */
      lane: text().orNull(),
      last_error: text().orNull(),
      created_at: time(),
      /** Parked for a person to look at. */
      dead_at: time().orNull(),
    },
    index('name', 'dead_at', 'run_at'),
    { columns: ['order_key', 'id'], whereNotNull: 'order_key' },
    { columns: ['lane', 'name', 'run_at'], whereNotNull: 'lane' },
  ),
  /** When each regular task is due next. */
  schedules: table({ name: text().key(), next_at: time() }),
}

export type Tables = typeof tables
/** What Kysely needs: `Kysely<Database>`. A row *is* the domain's record: no mapping layer. */
export type Database = Rows<Tables>

export type Account = Selectable<Database['accounts']>
export type AccountKey = Selectable<Database['account_keys']>
export type User = Selectable<Database['users']>
export type Token = Selectable<Database['tokens']>
export type Status = Selectable<Database['statuses']>
export type StatusEdit = Selectable<Database['status_edits']>
export type Favourite = Selectable<Database['favourites']>
export type Follow = Selectable<Database['follows']>
export type FollowRequest = Selectable<Database['follow_requests']>
export type Block = Selectable<Database['blocks']>
export type Mute = Selectable<Database['mutes']>
export type Notification = Selectable<Database['notifications']>
export type NotificationType = (typeof NOTIFICATION_TYPES)[number]
export type Host = Selectable<Database['hosts']>
export type InboxRow = Selectable<Database['inbox']>
export type OutboxRow = Selectable<Database['outbox']>
export type JobRow = Selectable<Database['jobs']>
export type Visibility = (typeof VISIBILITIES)[number]
export type Role = (typeof ROLES)[number]
export type NewAccount = Insertable<Database['accounts']>
export type NewStatus = Insertable<Database['statuses']>
