/** How much of a feed is read, and how often. */
import { DAY, HOUR, MINUTE } from '../lib/durations.ts'

/** Bytes of a feed or of a page that names one, after decompression. */
export const MAX_DOCUMENT_BYTES = 4 * 1_048_576
/** Elements of an XML feed, and how deeply they may be nested. */
export const MAX_ELEMENTS = 100_000
export const MAX_DEPTH = 64
/** Values of a JSON feed. */
export const MAX_JSON_VALUES = 100_000
/** Entries of one document that are looked at, from its beginning, where almost all feeds have the newest. */
export const MAX_ENTRIES = 500
/** Entries that become posts when a feed is read for the first time, and each time after that. The newest count. */
export const FIRST_ENTRIES = 20
export const NEW_ENTRIES = 50
/** Entries that one document says were deleted and that are looked for. */
export const MAX_DELETIONS = 500
/** Redirects from the address of a feed. */
export const MAX_HOPS = 4

/** The shortest and the longest time between two reads of a feed. */
export const SHORTEST_INTERVAL_MS = 15 * MINUTE
export const LONGEST_INTERVAL_MS = DAY
/** The shortest time while a hub sends the changes: only what it forgets is missing. */
export const WITH_HUB_INTERVAL_MS = 12 * HOUR
/** Each time is lengthened by up to this fraction, so that the feeds of one host spread. */
export const JITTER = 0.1
/** Feeds that one look for due feeds starts to read. What is left is read a minute later. */
export const STARTED_AT_ONCE = 1_000
/** A read that is lost with its process is repeated after this time. */
export const REREAD_LOST_MS = HOUR

/** How long a subscription at a hub is to last, and the longest that is believed of what a hub promises. */
export const WANTED_LEASE_MS = 10 * DAY
export const MAX_HUB_LEASE_MS = 30 * DAY
/** A hub that was asked verifies it within this time. */
export const ANSWERED_WITHIN_MS = DAY
/** Characters of a challenge. */
export const MAX_CHALLENGE_LENGTH = 1_024
/** Entries that are remembered between two reads of the whole feed. */
export const MAX_REMEMBERED = 1_000
