/**
 * Leases ids to this process. A lease is a slot, which becomes the low bits of the ids, and a range of time. The ranges
 * of one slot never overlap, so no two processes make the same id, even if their clocks differ or one of them was
 * thought dead (docs/decisions/0007-id-leases.md).
 */
import type { Kysely } from 'kysely'
import type { Clock } from '../lib/clock.ts'
import { SECOND } from '../lib/durations.ts'
import { ID_SLOTS, type IdRange, type Ids, idTime } from '../lib/ids.ts'
import { insertOnce } from './insert-once.ts'
import type { Database } from './tables/index.ts'

/** The slot of a killed process is free after this time. */
export const ID_LEASE_MS = 30 * SECOND
const RENEW_EVERY = 10 * SECOND
const LOOK_EVERY = SECOND
const NO_RANGE: IdRange = { slot: 0, from: 0, until: 0 }

/** As many processes as possible use this database. The message is a sentence for the administrator. */
export class NoFreeSlot extends Error {}

interface Parts {
  clock: Clock
  /** A unique name of this process. */
  holder: string
  /** Called once if all slots are taken and `take` waits for one. */
  onWait(): void
  /** Called if the lease could not be renewed in the background. It is tried again. */
  onError(error: unknown): void
}

export class IdLease {
  readonly #parts: Parts
  #db!: Kysely<Database>
  #range = NO_RANGE
  #renewing: Promise<void> | undefined
  #cancelTimer: (() => void) | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  /** Empty before `take` and after `giveBack`. */
  get range(): IdRange {
    return this.#range
  }

  /** Whether the range has ended, because the database did not answer or the clock was set forward. */
  get isBehind(): boolean {
    return this.#parts.clock.now() >= this.#range.until
  }

  /**
   * Takes a slot. If all are taken, waits until one of a killed process is free.
   * @throws NoFreeSlot if none becomes free
   */
  async take(db: Kysely<Database>): Promise<void> {
    this.#db = db
    const { clock, onWait } = this.#parts
    const giveUpAt = clock.now() + ID_LEASE_MS + RENEW_EVERY
    for (let tries = 0; !(await this.#takeFree()); tries++) {
      if (tries === 0) onWait()
      if (clock.now() >= giveUpAt)
        throw new NoFreeSlot(`${ID_SLOTS} other processes use this database, and no more can. Stop one of them first.`)
      await clock.sleep(LOOK_EVERY)
    }
  }

  /** Renews the lease in the background until `giveBack`. Without it, a transaction renews a lease that has ended. */
  keepRenewed(): void {
    const { clock, onError } = this.#parts
    this.#cancelTimer = clock.timer(RENEW_EVERY, () => {
      this.renew()
        .catch(onError)
        .finally(() => this.#range !== NO_RANGE && this.keepRenewed())
    })
  }

  /** Extends the lease, or takes another slot if this process was thought dead and has lost its own. */
  renew(): Promise<void> {
    this.#renewing ??= this.#extend().finally(() => {
      this.#renewing = undefined
    })
    return this.#renewing
  }

  /** Frees the slot at once. `ids` makes no more ids after this. */
  async giveBack(ids: Ids): Promise<void> {
    this.#cancelTimer?.()
    await this.#renewing?.catch(() => {})
    const { slot, until } = this.#range
    if (until === 0) return
    // Ids may be ahead of the clock, so the used range ends with the last id.
    const usedUp = Math.min(idTime(ids.next()) + 1, until)
    this.#range = NO_RANGE
    await this.#replace(slot, { holder: this.#parts.holder, until }, { holder: '', until: usedUp })
  }

  async #extend(): Promise<void> {
    const { clock, holder } = this.#parts
    const { slot, from, until } = this.#range
    const longer = Math.max(clock.now() + ID_LEASE_MS, until)
    if (await this.#replace(slot, { holder, until }, { holder, until: longer }))
      this.#range = { slot, from, until: longer }
    else if (!(await this.#takeFree())) throw new Error('Another process took the ids of this one, and no slot is free')
  }

  async #takeFree(): Promise<boolean> {
    const { clock, holder } = this.#parts
    const now = clock.now()
    const rows = await this.#db.selectFrom('id_leases').selectAll().orderBy('until').execute()
    const until = now + ID_LEASE_MS
    for (const row of rows.filter((row) => row.until <= now))
      if (await this.#replace(row.slot, row, { holder, until }))
        return this.#hold({ slot: row.slot, from: row.until, until })
    const known = new Set(rows.map((row) => row.slot))
    for (let slot = 0; slot < ID_SLOTS; slot++)
      if (!known.has(slot) && (await insertOnce(this.#db, 'id_leases', { slot, holder, until })))
        return this.#hold({ slot, from: now, until })
    return false
  }

  #hold(range: IdRange): true {
    this.#range = range
    return true
  }

  /** Changes the row of a slot if nobody has changed it since it was read. @returns whether it was changed */
  async #replace(slot: number, seen: Holding, wanted: Holding): Promise<boolean> {
    const done = await this.#db
      .updateTable('id_leases')
      .set({ holder: wanted.holder, until: wanted.until })
      .where('slot', '=', slot)
      .where('holder', '=', seen.holder)
      .where('until', '=', seen.until)
      .executeTakeFirst()
    return done.numUpdatedRows > 0n
  }
}

interface Holding {
  holder: string
  until: number
}
