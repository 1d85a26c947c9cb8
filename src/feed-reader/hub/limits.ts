import { DAY } from '../../lib/durations.ts'

/** How long a subscription is to last, and the longest that is believed of what a hub promises. */
export const WANTED_LEASE_MS = 10 * DAY
export const MAX_HUB_LEASE_MS = 30 * DAY
/** A hub that was asked verifies it within this time. */
export const ANSWERED_WITHIN_MS = DAY
/** Characters of a challenge. */
export const MAX_CHALLENGE_LENGTH = 1_024
/** Entries that are remembered between two reads of the whole feed. */
export const MAX_REMEMBERED = 1_000
