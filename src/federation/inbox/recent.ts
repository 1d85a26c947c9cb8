/**
 * A cache of activities that were just received. Most are processed within seconds, and need not be read and parsed
 * again.
 */
import type { readEnvelope } from '../../activitypub/activity-envelope.ts'
import type { InboxRow } from '../../db/tables/inbox.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'

/** An activity in the inbox, with its parsed body. */
export interface ReceivedActivity {
  row: InboxRow
  envelope: ReturnType<typeof readEnvelope>
}

/** The limit on the characters of all bodies together. The parsed objects take several times as much memory. */
const MAX_CHARS = 8 * 1_048_576
/** If another process handles the activity, this one never calls `forget` for it. */
const TTL_MS = MINUTE

class RecentActivities {
  readonly #byId = new Map<Id, ReceivedActivity>()
  #chars = 0

  get(id: Id): ReceivedActivity | undefined {
    return this.#byId.get(id)
  }

  /** Adds an activity, unless the cache is full: those that arrived first are also processed first. */
  add(received: ReceivedActivity): void {
    const { row } = received
    this.#forgetOld(row.received_at)
    if (this.#chars + row.body.length > MAX_CHARS) return
    this.#byId.set(row.id, received)
    this.#chars += row.body.length
  }

  forget(id: Id): void {
    this.#chars -= this.#byId.get(id)?.row.body.length ?? 0
    this.#byId.delete(id)
  }

  #forgetOld(now: number): void {
    for (const { row } of this.#byId.values()) {
      if (now - row.received_at < TTL_MS) return
      this.forget(row.id)
    }
  }
}

export const recentActivities = slot(() => new RecentActivities())
