/** What the server acknowledged, and how long it took to answer. */
import { setTimeout as wait } from 'node:timers/promises'
import { Kysely } from 'kysely'
import { dialectFor } from '../../src/db/dialects/dialect-for.ts'
import type { Database } from '../../src/db/tables/index.ts'
import { MINUTE, SECOND } from '../../src/lib/durations.ts'
import type { HonestServer } from './honest-server.ts'

/** How long a restarted server has to complete what it acknowledged. */
const COMPLETE_MS = 2 * MINUTE
const POLL_MS = SECOND
const AT_ONCE = 500

export class Ledger {
  /** Milliseconds that our own people waited for each answer. */
  times: number[] = []
  /** How their other requests ended, and how often. */
  failures: Record<string, number> = {}
  /** Uris of posts answered with 200, and of posts of other servers answered with 202. */
  readonly posts = new Set<string>()
  readonly received = new Set<string>()
  /** How deliveries of honest servers were refused, and how often. */
  refusals: Record<string, number> = {}

  /** Begins to measure. What was acknowledged before stays acknowledged. */
  restart(): void {
    this.times = []
    this.failures = {}
    this.refusals = {}
  }

  /**
   * Waits until everything acknowledged took effect: it is in the database, and each post reached all servers.
   * @returns how many effects are missing in the end
   */
  async missing(databaseUrl: string, servers: readonly HonestServer[]): Promise<number> {
    const db = new Kysely<Database>({ dialect: dialectFor(databaseUrl).open(databaseUrl) })
    try {
      const deadline = performance.now() + COMPLETE_MS
      for (;;) {
        const lost = (await this.#notStored(db)) + this.#notDelivered(servers)
        if (lost === 0 || performance.now() > deadline) return lost
        await wait(POLL_MS)
      }
    } finally {
      await db.destroy()
    }
  }

  async #notStored(db: Kysely<Database>): Promise<number> {
    const uris = [...this.posts, ...this.received]
    let stored = 0
    for (let at = 0; at < uris.length; at += AT_ONCE) {
      const some = db
        .selectFrom('statuses')
        .select('uri')
        .where('uri', 'in', uris.slice(at, at + AT_ONCE))
      stored += (await some.execute()).length
    }
    return uris.length - stored
  }

  #notDelivered(servers: readonly HonestServer[]): number {
    const missing = servers.map(({ taken }) => this.posts.difference(taken).size)
    return missing.reduce((sum, one) => sum + one, 0)
  }
}

export function countIn(counts: Record<string, number>, outcome: string | number): void {
  counts[outcome] = (counts[outcome] ?? 0) + 1
}
