/** How many bytes and headers one client may send, and how long it may take. */

import { HOUR, MINUTE, SECOND } from '../durations.ts'
import type { Rate } from '../rate-counters.ts'

/** A request that declares a longer body is refused before anything else is checked. */
export const MAX_DECLARED_BYTES = 2_097_152

export const MAX_HEADER_BYTES = 32 * 1024
export const MAX_HEADERS = 100
/**
 * Connections at once from one network that is no proxy of ours. Assumed: a town behind one address (CGNAT) from which
 * every second 25 people come who keep two connections for as long as an idle one may stay open.
 */
export const MAX_CONNECTIONS_PER_NETWORK = 1_000
/** The same for an IPv6 /48, which may be one customer or thousands. */
export const MAX_CONNECTIONS_PER_SITE = 4_000
/** Half a gigabyte if each sends headers of the largest size. */
export const MAX_CONNECTIONS = 16_000
export const MAX_REQUESTS_PER_SOCKET = 10_000

export const HEADERS_TIMEOUT_MS = 15 * SECOND
export const KEEP_ALIVE_MS = 20 * SECOND

/** How fast a body must arrive. */
export interface Pace {
  /** A body may be slow for this long. Then each further period of this length must bring the least number of bytes. */
  periodMs: number
  minBytes: number
  /** For all of it. */
  maxMs: number
}
const MIN_BODY_BYTES_PER_SECOND = 4096
const paceOf = (seconds: number, maxMs: number): Pace => ({
  periodMs: seconds * SECOND,
  minBytes: seconds * MIN_BODY_BYTES_PER_SECOND,
  maxMs,
})
export const BODY_PACE = paceOf(5, MINUTE)
/** Files come from people who have proved who they are, and whose phones lose the network for a while. */
export const UPLOAD_PACE = paceOf(30, HOUR)
/** Node's own limit for a whole request, beyond what the pace of any body allows. */
export const REQUEST_TIMEOUT_MS = UPLOAD_PACE.maxMs + MINUTE
/** Each piece costs an event, however short it is. A megabyte in full TCP segments is 750 pieces. */
export const MAX_BODY_PIECES = 4096
/** The same for files: beyond as many pieces as any body may have, they have at least this many bytes on average. */
export const MIN_PIECE_BYTES = 256
/** Fields and files of one form. */
export const MAX_FORM_PARTS = 1_000
/** The names, types and file names of all parts of a form together. An ordinary part has a hundred bytes. */
export const MAX_PART_HEADS_BYTES = 131_072
/** Forms with files that may be arriving at once, and how many of them from one network or IPv6 /48, or by one account. */
export const MAX_UPLOADS = 256
export const MAX_UPLOADS_PER_NETWORK = 32
export const MAX_UPLOADS_PER_SITE = 64
export const MAX_UPLOADS_PER_ACCOUNT = 8
/** What all of them may occupy on the disk, in files of the largest size. A network gets an eighth, an IPv6 /48 a quarter. */
export const MAX_UNFINISHED_FILES = 40
/** The memory of one of them besides its texts: the piece that arrives and the one that is written. */
export const UPLOAD_WINDOW_BYTES = 131_072
/** A connection on which nothing moves is cut off: its client does not read its answer, or no answer takes this long. */
export const SILENCE_TIMEOUT_MS = 2 * MINUTE
/** Requests that may wait on one connection for the answer to an earlier one. Browsers and servers send none ahead. */
export const MAX_WAITING_PER_SOCKET = 64
/** The same for all connections together: their headers would otherwise take two megabytes for each. */
export const MAX_WAITING_BYTES = 16 * 1_048_576
/** How long, and how many bytes of, an unread body are read and discarded so that its sender can read the answer. */
export const DISCARD_MS = SECOND / 2
export const MAX_DISCARDED_BYTES = MAX_DECLARED_BYTES
/** The same for all connections together. Clients that pour in refused bodies would otherwise keep the server reading. */
export const DISCARDED_BYTES: Rate = { max: 4 * 1_048_576, everyMs: SECOND }
/** How long a server that stops waits for running answers before it closes their connections. */
export const CLOSE_GRACE_MS = 10 * SECOND
/** How often a server that stops closes the connections that have become idle. */
export const SWEEP_MS = SECOND / 10
