/** Statuses and their earlier versions. */
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
import { VISIBILITIES } from './visibility.ts'

/**
 * Who may interact with a post, as ids of actors and collections. What is missing is open to all, and what needs the
 * author's approval counts as allowed: the author then accepts or rejects it.
 */
export interface InteractionPolicy {
  reply?: string[]
  favourite?: string[]
  boost?: string[]
}

/** The columns that readers see. If one of them changes, it is a new version; earlier versions keep their values. */
const shown = {
  sensitive: flag().or(0),
  content_warning: text().or(''),
  /** Safe HTML. */
  content: text(),
  /** The text that a local author entered, and its format. */
  source: text().orNull(),
  source_type: oneOf('text/plain', 'text/markdown').or('text/plain'),
  language: text().orNull(),
}
export const SHOWN = namesOf(shown)
export type ShownColumn = (typeof SHOWN)[number]

/** Columns that the origin may change without a new version. */
const unversioned = {
  url: text().orNull(),
  emojis: json<RemoteEmoji[]>().or('[]'),
  /** The origin's own count, stored apart from ours (C20). */
  origin_replies_count: int().orNull(),
  interaction_policy: json<InteractionPolicy | null>().orNull(),
  /** Its author or a moderator has closed it, and what is below it, to replies. */
  locked: flag().or(0),
}
export const UNVERSIONED_STATUS = namesOf(unversioned)
export type UnversionedStatusColumn = (typeof UNVERSIONED_STATUS)[number]

export const statuses = table(
  {
    id: id().key(),
    uri: text(),
    account_id: id(),
    local: flag(),
    /** The object type: Note, Article, Page, Question …, or Announce for a boost. Ours are a Note or a ChatMessage. */
    object_type: text().or('Note'),
    /** Of a ChatMessage: its one reader, whatever its text names. Null for all others. */
    reader_id: id().orNull(),
    in_reply_to_id: id().orNull(),
    in_reply_to_account_id: id().orNull(),
    /** The parent's uri, set while the parent is unknown. */
    in_reply_to_uri: text().orNull(),
    /**
     * The author of the parent or a moderator of the community has rejected this reply: it is not part of the thread
     * and does not count.
     */
    reply_rejected: flag().or(0),
    conversation_id: id(),
    /** The community whose thread it is part of: an account of type Group. Only for public and unlisted posts. */
    community_id: id().orNull(),
    boost_of_id: id().orNull(),
    /** The app with which a local author wrote it. Null for API keys, pages and other servers. */
    app_id: id().orNull(),
    visibility: oneOf(...VISIBILITIES),
    ...shown,
    ...unversioned,
    /** Whether it has rows in `attachments`. Most statuses have none, and the query for them is skipped. */
    has_media: flag().or(0),
    replies_count: int().or(0),
    boosts_count: int().or(0),
    favourites_count: int().or(0),
    created_at: time(),
    /** For ours: whether we send `published` in milliseconds. A post that was sent in whole seconds keeps them (C3). */
    published_in_ms: flag().or(0),
    edited_at: time().orNull(),
    /** `updated ?? published` in whole seconds × 1000. Versions are ordered by it (C4). */
    version_at: time(),
    /** Incremented whenever something visible changes. It is part of the key of the render cache. */
    revision: int().or(0),
    fetched_at: time().orNull(),
    /** The day of the last look by a user of ours, at first that of its arrival. Null for local statuses. */
    viewed_at: time().orNull(),
    /** When the origin first answered 404, until a second one confirms it (C15). */
    missing_since: time().orNull(),
  },
  unique('uri'),
  index('account_id', 'id'),
  index('in_reply_to_id', 'id'),
  { columns: ['in_reply_to_uri'], whereNotNull: 'in_reply_to_uri' },
  { columns: ['in_reply_to_account_id'], whereNotNull: 'in_reply_to_account_id' },
  { columns: ['boost_of_id', 'account_id'], unique: true, whereNotNull: 'boost_of_id' },
  index('conversation_id', 'id'),
  { columns: ['community_id', 'account_id'], whereNotNull: 'community_id' },
  { columns: ['account_id', 'community_id'], whereNotNull: 'community_id' },
  { columns: ['account_id', 'reader_id', 'id'], whereNotNull: 'reader_id' },
  { columns: ['viewed_at', 'id'], whereNotNull: 'viewed_at' },
)
export type Status = Row<typeof statuses>
export type NewStatus = NewRow<typeof statuses>

/** Earlier versions of statuses, newest last. The current version is in `statuses`. */
export const status_edits = table(
  {
    id: id().key(),
    status_id: id(),
    ...shown,
    created_at: time(),
  },
  index('status_id', 'id'),
)
export type StatusEdit = Row<typeof status_edits>

export const idempotency_keys = table(
  { account_id: id().key(), request_key: text().key(), status_id: id(), created_at: time() },
  index('created_at'),
)
