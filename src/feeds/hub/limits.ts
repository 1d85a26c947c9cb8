/** All limits of the hub on what others may store here, and on what they may make it send. */
import { DAY, HOUR, MINUTE } from '../../lib/durations.ts'

/** A request with the longest callback and topic, each character of them escaped. */
export const MAX_REQUEST_BYTES = 16_384
/** W3C WebSub section 5.1: less than 200 bytes. */
export const MAX_SECRET_BYTES = 199

/** How long a subscription lasts if its subscriber does not say, and at least and at most. */
export const DEFAULT_LEASE_MS = 10 * DAY
export const MIN_LEASE_MS = 5 * MINUTE
export const MAX_LEASE_MS = 30 * DAY

/** Subscriptions of one host to one feed, in all formats. A service has one for all of its readers. */
export const MAX_PER_HOST_AND_FEED = 100
/** Subscriptions of one host: a service that reads thousands of accounts of this server. */
export const MAX_PER_HOST = 5_000
/** The same for all hosts of one domain, since whoever has a domain has any number of hosts. */
export const MAX_PER_DOMAIN_AND_FEED = 500
export const MAX_PER_DOMAIN = 20_000
/** Subscribers of one feed, in all formats. */
export const MAX_PER_FEED = 20_000
/** Subscriptions in all. */
export const MAX_SUBSCRIPTIONS = 200_000

/** Requests that wait until their subscriber is asked: for one subscription, of one host, and in all. */
export const MAX_PENDING_PER_PAIR = 3
export const MAX_PENDING_PER_HOST = 200
export const MAX_PENDING = 5_000
/** A request that could not be verified for so long is dropped. */
export const PENDING_KEPT_MS = 6 * HOUR

/** How long to wait before asking again when there is no room. */
export const FULL_RETRY_MS = HOUR

/** The most changes in one request to a subscriber. What is left follows in the next. */
export const MAX_CHANGES_AT_ONCE = 30
/** Longer than any subscriber is tried, so that no change goes before it was sent. */
export const CHANGES_KEPT_MS = 14 * DAY
