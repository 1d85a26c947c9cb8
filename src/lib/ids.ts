/**
 * 53-bit snowflakes: `(ms since 2000-01-01) × 4096 + 12 low bits`. Safe JS integers until 2069; they sort by time, and
 * are one b-tree in SQLite. Of the low bits the lower three quarters are for ids of now: each process has a slot there.
 * The rest is for ids of an earlier time, which therefore never get in the way of an id of now, whichever process makes it.
 */

/** A row's id. A JS safe integer inside, a decimal string in JSON. */
export type Id = number

/** 2000-01-01T00:00:00Z in Unix milliseconds. */
const ID_EPOCH_MS = 946_684_800_000
const LOW_BITS = 4096
/** How many processes can make ids at the same time. */
export const ID_SLOTS = 24
/** In each millisecond. A process that needs more runs ahead of its clock. */
const IDS_PER_SLOT = 128
const FIRST_OF_EARLIER = ID_SLOTS * IDS_PER_SLOT
const MAX_ID = Number.MAX_SAFE_INTEGER

/** A slot, from one time up to another (exclusive), both in Unix milliseconds. Ranges that do not overlap share no id. */
export interface IdRange {
  readonly slot: number
  readonly from: number
  readonly until: number
}

/** For the only process there is. */
const WHOLE_RANGE: IdRange = { slot: 0, from: 0, until: Number.POSITIVE_INFINITY }

export interface Ids {
  /**
   * A new id: strictly greater than every id that `next` of this process made before.
   * @throws Error when the range is used up: another process may make the ids after it
   */
  next(): Id
  /** An id that sorts at `ms` (a status that arrives with an earlier `published`). Random low bits; retry on collision. */
  at(ms: number): Id
}

/**
 * @param now Unix milliseconds
 * @param range the range that is this process' own at this moment. If it has ended before now, ids sort at its end
 */
export function createIds(now: () => number, random: () => number, range: () => IdRange = () => WHOLE_RANGE): Ids {
  let last: Position = { slot: -1, ms: 0, step: 0 }
  return {
    next() {
      const { slot, from, until } = range()
      const clock = now()
      const following = positionAfter(last, slot, Math.max(clock < until ? clock : last.ms, from))
      if (following.ms >= until)
        throw new Error('This process makes no more ids before it has renewed its lease of them')
      last = following
      return (last.ms - ID_EPOCH_MS) * LOW_BITS + slot * IDS_PER_SLOT + last.step
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

/** At `ms`, or if that has been used, as soon as possible after the last one. */
function positionAfter(last: Position, slot: number, ms: number): Position {
  if (ms > last.ms) return { slot, ms, step: 0 }
  const step = last.step + 1
  return slot === last.slot && step < IDS_PER_SLOT ? { slot, ms: last.ms, step } : { slot, ms: last.ms + 1, step: 0 }
}

/** The instant of an id, in Unix milliseconds. */
export function idTime(id: Id): number {
  return Math.floor(id / LOW_BITS) + ID_EPOCH_MS
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
