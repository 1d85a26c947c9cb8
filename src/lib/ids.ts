/**
 * 53-bit snowflakes: `(ms since 2000-01-01) × 4096 + 12 low bits`.
 * Safe JS integers until 2069; sort by time; one b-tree in SQLite.
 */

/** A row's id. A JS safe integer inside, a decimal string in JSON. */
export type Id = number

/** 2000-01-01T00:00:00Z in Unix milliseconds. */
const ID_EPOCH_MS = 946_684_800_000
const LOW_BITS = 4096
const MAX_ID = Number.MAX_SAFE_INTEGER

export interface Ids {
  /** A new id: strictly greater than every id this process made before for the same or a later time. */
  next(): Id
  /** An id that sorts at `ms` (a status that arrives with an earlier `published`). Random low bits; retry on collision. */
  at(ms: number): Id
}

/**
 * @param now Unix milliseconds
 * @param lease a slot of the 12 low bits that no other process holds: `count` (a power of two) processes share the range
 */
export function createIds(now: () => number, random: () => number, lease = { slot: 0, count: 1 }): Ids {
  const width = LOW_BITS / lease.count
  const base = lease.slot * width
  let lastMs = 0
  let step = 0
  return {
    next() {
      const ms = now()
      if (ms > lastMs) {
        lastMs = ms
        step = 0
      } else if (++step >= width) {
        lastMs += 1
        step = 0
      }
      return (lastMs - ID_EPOCH_MS) * LOW_BITS + base + step
    },
    at(ms) {
      const at = Math.max(ms - ID_EPOCH_MS, 0)
      return at * LOW_BITS + base + Math.floor(random() * width)
    },
  }
}

/** The smallest id of that instant: for «since» questions. */
export function idAt(ms: number): Id {
  return Math.max(ms - ID_EPOCH_MS, 0) * LOW_BITS
}

/** A decimal string from outside → an id, or undefined if it is not one. */
export function parseId(text: unknown): Id | undefined {
  if (typeof text !== 'string' || !/^\d{1,16}$/.test(text)) return undefined
  const id = Number(text)
  return id <= MAX_ID ? id : undefined
}
