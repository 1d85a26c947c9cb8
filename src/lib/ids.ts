/**
 * 53-bit snowflakes: `(ms since 2000-01-01) × 4096 + 12 low bits`. They are safe JS integers until 2069, sort by time,
 * and serve as the rowid in SQLite, which saves a second b-tree. The lower three quarters of the low bits are divided
 * into slots, one for each process, for ids with the current time. The rest is for ids with an earlier time, so those
 * never collide with an id that any process makes for the current time.
 */

/** The id of a row: a safe integer in code, a decimal string in JSON. */
export type Id = number

/** 2000-01-01T00:00:00Z in Unix milliseconds. */
const ID_EPOCH_MS = 946_684_800_000
export const LOW_BITS = 4096
/** How many processes can make ids at the same time. */
export const ID_SLOTS = 24
/** Per millisecond. A process that needs more uses ids of the following milliseconds. */
export const IDS_PER_SLOT = 128
const FIRST_OF_EARLIER = ID_SLOTS * IDS_PER_SLOT
const MAX_ID = Number.MAX_SAFE_INTEGER

/** A slot for a span of time in Unix milliseconds; `until` is exclusive. Ranges that do not overlap share no id. */
export interface IdRange {
  readonly slot: number
  readonly from: number
  readonly until: number
}

/** For a server that runs as one process. */
const WHOLE_RANGE: IdRange = { slot: 0, from: 0, until: Number.POSITIVE_INFINITY }

/** Ids in ascending order. The one at index `n` is `start + ⌊(step + n) / IDS_PER_SLOT⌋ × LOW_BITS + (step + n) mod IDS_PER_SLOT`. */
interface IdSeries {
  start: Id
  step: number
  first: Id
  last: Id
}

export interface Ids {
  /**
   * A new id, greater than every id that `next` returned before in this process.
   * @throws Error if the range is used up, because another process may make the ids after it
   */
  next(): Id
  /**
   * Reserves the next `count` ids for one statement, which assigns them to its rows (`db/id-series.ts`).
   * @throws Error as `next`
   */
  reserve(count: number): IdSeries
  /**
   * An id that sorts at `ms`, for a status with an earlier `published`. The low bits are random; retry on collision.
   */
  at(ms: number): Id
}

/**
 * @param now Unix milliseconds
 * @param range returns the range that this process holds now. If it ended before now, ids sort at its end
 */
export function createIds(now: () => number, random: () => number, range: () => IdRange = () => WHOLE_RANGE): Ids {
  let last: Position = { slot: -1, ms: 0, step: 0 }
  /** Moves `last` to the position `count` after it. @returns the first of these positions */
  const advance = (count: number): Position => {
    const { slot, from, until } = range()
    const clock = now()
    const first = positionAfter(last, slot, Math.max(clock < until ? clock : last.ms, from))
    const end = positionAt(first, count - 1)
    if (end.ms >= until) throw new Error('This process can make no more ids until it renews its lease of a range')
    last = end
    return first
  }
  return {
    next: () => idOf(advance(1)),
    reserve(count) {
      const first = advance(count)
      return { start: idOf({ ...first, step: 0 }), step: first.step, first: idOf(first), last: idOf(last) }
    },
    at(ms) {
      const low = FIRST_OF_EARLIER + Math.floor(random() * (LOW_BITS - FIRST_OF_EARLIER))
      return Math.max(ms - ID_EPOCH_MS, 0) * LOW_BITS + low
    },
  }
}

interface Position {
  slot: number
  ms: number
  step: number
}

function idOf({ slot, ms, step }: Position): Id {
  return (ms - ID_EPOCH_MS) * LOW_BITS + slot * IDS_PER_SLOT + step
}

/** The position `n` places after another one. */
function positionAt({ slot, ms, step }: Position, n: number): Position {
  return { slot, ms: ms + Math.floor((step + n) / IDS_PER_SLOT), step: (step + n) % IDS_PER_SLOT }
}

/** A position at `ms`, or the next one after `last` if `ms` is already used. */
function positionAfter(last: Position, slot: number, ms: number): Position {
  if (ms > last.ms) return { slot, ms, step: 0 }
  return slot === last.slot ? positionAt(last, 1) : { slot, ms: last.ms + 1, step: 0 }
}

/** The time in an id, in Unix milliseconds. */
export function idTime(id: Id): number {
  return Math.floor(id / LOW_BITS) + ID_EPOCH_MS
}

/** The smallest id of a time, for queries such as "since". */
export function idAt(ms: number): Id {
  return Math.max(ms - ID_EPOCH_MS, 0) * LOW_BITS
}

/** A decimal string from outside → an id, or undefined if it is not one. */
export function parseId(text: unknown): Id | undefined {
  if (typeof text !== 'string' || !/^\d{1,16}$/.test(text)) return undefined
  const id = Number(text)
  return id <= MAX_ID ? id : undefined
}
