/** Pictures, films and sounds: what was uploaded here, and what other servers have, with the files on our disk. */
import { id, index, int, json, oneOf, type Row, table, text, time, unique } from './columns.ts'

/** Where a medium is shown. */
export const MEDIA_USES = ['attachment', 'avatar', 'header', 'emoji'] as const
export type MediaUse = (typeof MEDIA_USES)[number]

/** The point that stays visible if a picture is cropped: x and y from -1 (left, bottom) to 1 (right, top). */
export type Focus = readonly [x: number, y: number]

export const MEDIA_TYPES = ['image', 'video', 'gifv', 'audio', 'unknown'] as const

/** What is known of the content once it has been decoded. */
const decoded = {
  type: oneOf(...MEDIA_TYPES).or('unknown'),
  media_type: text().orNull(),
  width: int().orNull(),
  height: int().orNull(),
  blurhash: text().orNull(),
  /** Milliseconds. */
  duration: int().orNull(),
  /** Frames per second × 1000. */
  frame_rate: int().orNull(),
  /** Bits per second. */
  bit_rate: int().orNull(),
}

/**
 * A row is an upload (`account_id` is set) or something at an address of another server (`remote_url` is set), of which
 * we may have a copy.
 */
export const media = table(
  {
    id: id().key(),
    /** Names it in our addresses. It is random, or made from the remote address with a secret (`core/media/key.ts`). */
    key: text(),
    use: oneOf(...MEDIA_USES),
    /** Who uploaded it. */
    account_id: id().orNull(),
    remote_url: text().orNull(),
    /** The host of `remote_url`. */
    host: text().orNull(),
    /** `waiting`: not yet decoded. `absent`: there is no copy. `failed`: see `problem`. */
    state: oneOf('waiting', 'ready', 'absent', 'failed'),
    /** Why it failed, as `code` or `code {parameters}`. */
    problem: json<readonly [code: string, parameters?: Record<string, string | number>]>().orNull(),
    ...decoded,
    /** Hashes of the uploaded file while it waits, of the file that is served, and of its preview (`media_files`). */
    source: text().orNull(),
    file: text().orNull(),
    preview: text().orNull(),
    /** The bytes of these files together. */
    bytes: int().or(0),
    /** The uploader's last alt text and focus. Each version of a post has its own in `attachments`. */
    description: text().orNull(),
    focus: json<Focus>().orNull(),
    /** The status to which an upload is attached. */
    status_id: id().orNull(),
    created_at: time(),
    /** When the copy was fetched; null if there is none. */
    cached_at: time().orNull(),
    /** The last look at the copy; null if there is none, or if it must stay. Copies are dropped in this order. */
    evictable_at: time().orNull(),
    /** When a post or profile that shows it as an emoji last arrived or was looked at: their texts are no references. */
    seen_at: time().orNull(),
    /** Since when nothing refers to it. Then it is deleted after a while. For what was never attached, `created_at`. */
    unused_since: time().orNull(),
    /** Failed fetches in a row, and when the next may begin. */
    attempts: int().or(0),
    retry_at: time().orNull(),
  },
  unique('key'),
  { columns: ['account_id', 'id'], whereNotNull: 'account_id' },
  { columns: ['status_id'], whereNotNull: 'status_id' },
  { columns: ['use', 'evictable_at'], whereNotNull: 'evictable_at' },
  { columns: ['cached_at'], whereNotNull: 'cached_at' },
  { columns: ['use', 'bytes'], whereNotNull: 'cached_at' },
  { columns: ['unused_since'], whereNotNull: 'unused_since' },
  { columns: ['seen_at'], whereNotNull: 'seen_at' },
  { columns: ['account_id', 'unused_since'], whereNotNull: 'unused_since' },
  { columns: ['source'], whereNotNull: 'source' },
  { columns: ['file'], whereNotNull: 'file' },
  { columns: ['preview'], whereNotNull: 'preview' },
)
export type Media = Row<typeof media>

/** The files in the storage, by the SHA-256 of their content in hexadecimal. */
export const media_files = table(
  {
    hash: text().key(),
    bytes: int(),
    media_type: text(),
    /** How many columns of `media` hold this hash; -1 while the file is being removed. */
    refs: int().or(0),
    /** Whoever has just stored the file may still refer to it until then. */
    pinned_until: time(),
    created_at: time(),
  },
  index('refs', 'pinned_until'),
)
export type FileRow = Row<typeof media_files>

/** How much of each kind of remote content is here. It is kept up to date in the transactions that change it. */
export const cache_sizes = table({
  kind: text().key(),
  bytes: int().or(0),
  /** Copies or rows. */
  entries: int().or(0),
  /** Looks that found it here, and looks that had to fetch it. */
  hits: int().or(0),
  misses: int().or(0),
})

/** The sizes at the end of each day, from which `atoll cache status` computes the rate of growth. */
export const cache_days = table({
  kind: text().key(),
  day: time().key(),
  bytes: int(),
  entries: int(),
})
