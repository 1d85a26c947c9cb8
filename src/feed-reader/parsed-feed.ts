/** A feed of any format in one shape. Texts are as their origin wrote them: whoever stores them makes them safe. */

export interface FeedMedium {
  url: string
  mediaType: string | undefined
  description: string | undefined
}

export interface FeedEntry {
  /** Its id at its origin, which proves nothing and may be that of others. */
  id: string | undefined
  link: string | undefined
  /** Plain text. */
  title: string
  /** HTML. */
  content: string
  summary: string
  /** Names. */
  authors: string[]
  tags: string[]
  language: string | undefined
  media: FeedMedium[]
  /** Unix milliseconds. */
  publishedAt: number | undefined
}

export interface ParsedFeed {
  /** Plain text. */
  title: string
  /** HTML. */
  description: string
  site: string | undefined
  icon: string | undefined
  /** The address by which the feed names itself, and its hub (W3C WebSub section 4). */
  self: string | undefined
  hub: string | undefined
  /** How long a copy may be used, in milliseconds. */
  ttlMs: number | undefined
  /** Hours (0 to 23, UTC) and days at which it is not to be read. */
  skipHours: number[]
  skipDays: string[]
  entries: FeedEntry[]
  /** The ids of entries that were deleted at its origin. */
  deleted: string[]
}
