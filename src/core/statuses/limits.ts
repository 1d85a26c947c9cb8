/** The limits of a status. `/api/v2/instance` announces them. */
import { HOUR } from '../../lib/durations.ts'

/** Counted by `countCharacters`. The content warning counts too. */
export const MAX_CHARACTERS = 1_000
/** Each URL counts as this many characters, as in Mastodon, which clients expect. */
export const CHARACTERS_PER_URL = 23
/** The most accounts that a post may mention, to limit spam. */
export const MAX_MENTIONS = 50
export const MAX_TAGS = 50
export const MAX_PINS = 5
/** How many pins of a remote account are stored. Its server has its own limit. */
export const MAX_REMOTE_PINS = 20
/** How long a repeated request with the same `Idempotency-Key` returns the same status. */
export const IDEMPOTENCY_MS = HOUR
