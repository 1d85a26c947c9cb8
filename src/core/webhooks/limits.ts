/** All limits of webhooks, except for their number, which is a setting, and their rate (`rate-limits/rates.ts`). */
import { DAY, HOUR } from '../../lib/durations.ts'

/** Characters of an address. */
export const MAX_WEBHOOK_ADDRESS = 2048
/** How long a delivery is tried. After that its webhook is switched off, unless it has accepted another one meanwhile. */
export const WEBHOOK_TRIED_FOR_MS = 3 * DAY
/** Waiting deliveries of one webhook. It is switched off when more have failed to arrive. */
export const MAX_WAITING_DELIVERIES = 10_000
/** Finished deliveries of one webhook that are kept as its log. Those that have failed are kept beside them. */
export const LOGGED_DELIVERIES = 100
/** How long what was never delivered can be asked for again. */
export const FAILED_KEPT_MS = 30 * DAY
/** The longest JSON that is sent, in bytes. What is longer is sent without its texts. */
export const MAX_WEBHOOK_BODY = 131_072
/** For how long the former secret signs too, unless the owner says otherwise. */
export const FORMER_SECRET_MS = DAY
export const LONGEST_FORMER_SECRET_MS = 30 * DAY
/** How often the log is pruned. */
export const PRUNE_WEBHOOKS_EVERY_MS = HOUR
