/** What was just received, until it is done: most of it is within seconds, and need not be read and parsed again. */
import type { InboxRow } from '../db/tables/inbox.ts'
import type { Id } from '../lib/ids.ts'

/** A receipt, and what its body says. */
export interface Arrival<E = unknown> {
  row: InboxRow
  envelope: E
}

export interface Arrivals {
  get(id: Id): Arrival | undefined
  keep(arrival: Arrival): void
  forget(id: Id): void
}

/** Another process may have done it: then nobody here forgets it. */
const TTL_MS = 60_000

/**
 * When it is full, what comes later is not kept: what came first is done first.
 * @param maxChars of all kept bodies together; what was parsed of them takes several times as much
 */
export function createArrivals(maxChars: number): Arrivals {
  const kept = new Map<Id, Arrival>()
  let chars = 0
  const forget = (id: Id) => {
    chars -= kept.get(id)?.row.body.length ?? 0
    kept.delete(id)
  }
  const forgetOld = (now: number) => {
    for (const { row } of kept.values()) {
      if (now - row.received_at < TTL_MS) return
      forget(row.id)
    }
  }
  return {
    get: (id) => kept.get(id),
    keep(arrival) {
      const { row } = arrival
      forgetOld(row.received_at)
      if (chars + row.body.length > maxChars) return
      kept.set(row.id, arrival)
      chars += row.body.length
    },
    forget,
  }
}
