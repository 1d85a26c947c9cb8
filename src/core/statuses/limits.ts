/** What a status may be at most. `/api/v2/instance` announces these. */
import { HOUR } from '../../lib/durations.ts'

/** Characters as people count them (`countCharacters`); the content warning counts too. */
export const MAX_CHARACTERS = 1_000
/** Each address counts as this many characters, as clients expect (Mastodon). */
export const CHARACTERS_PER_URL = 23
/** what one post may name. Beyond it a post is a nuisance. */
export const MAX_MENTIONS = 50
export const MAX_TAGS = 50
export const MAX_PINS = 5
/** How long a repeated request with the same `Idempotency-Key` answers the same status. */
export const IDEMPOTENCY_MS = HOUR
