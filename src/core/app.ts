/** What every function may hold: the App, and inside a transaction the Tx, which can do a little more. */
import type { Kysely } from 'kysely'
import type { Config } from '../config.ts'
import type { Dialect, DirectRun } from '../db/dialects/dialect.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { Database } from '../db/tables/index.ts'
import type { Status } from '../db/tables/statuses.ts'
import type { Job } from '../jobs/job.ts'
import type { Clock } from '../lib/clock.ts'
import type { Passwords } from '../lib/crypto/passwords.ts'
import type { SafeFetch } from '../lib/http/outgoing.ts'
import type { Ids } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { Slots } from '../lib/slot.ts'
import type { EventName, Events } from './events.ts'
import type { Uris } from './own-uris.ts'

/** The fediverse, as core sees it. May wait on the network: never called in a transaction. */
export interface Remote {
  /**
   * The account behind `@name@host`, `name@host` or an actor's id, known or fetched; refreshed when stale (C17).
   * @throws NotFound (there is no such actor), Unavailable (its server does not answer), Declined (not believed)
   */
  account(reference: string): Promise<Account>
  /** The status with this id or page address, known or fetched. Same errors as `account`. */
  status(uri: string): Promise<Status>
}

/** Makes key pairs; off the event loop. Tests take them from a small pool. */
export interface KeyMaker {
  rsa(): Promise<{ publicPem: string; privatePem: string }>
  ed25519(): Promise<{ publicPem: string; privatePem: string }>
}

export interface App {
  readonly config: Config
  /** Reads, and single statements. */
  readonly db: Kysely<Database>
  readonly dialect: Dialect
  /** For queries that are compiled once (`db/compiled.ts`). */
  readonly direct?: DirectRun | undefined
  readonly ids: Ids
  readonly clock: Clock
  /** A number from 0 to 1, as Math.random. Never for secrets. */
  readonly random: () => number
  readonly uris: Uris
  readonly log: Log
  readonly fetch: SafeFetch
  readonly keys: KeyMaker
  readonly passwords: Passwords
  readonly remote: Remote
  /** This server's value of a slot: caches and counters, each declared beside its user. */
  readonly slot: Slots
  /** Runs `work` in one short transaction; again if it lost a race, so `work` only reads and writes the database. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** What a look-up needs: the database, and what is kept of it in memory. */
export type Reader = Pick<App, 'db' | 'slot'>

/** Inside a transaction you hold the same thing, and a little more. */
export interface Tx extends App {
  /** Runs the event's reactions now, in this transaction. */
  emit<E extends EventName>(event: E, ids: Events[E]): Promise<void>
  /** Writes jobs in this transaction. `after` in milliseconds. */
  enqueue<P>(job: Job<P, App>, payloads: P | readonly P[], when?: { after?: number }): Promise<void>
  /** What must wait for the commit: sockets, caches. Must not throw. */
  afterCommit(tell: () => void): void
  /** One at a time for this key until the transaction ends (C12). */
  lock(key: string): Promise<void>
}

/** A function of `(tx, event)` listed in `reactions.ts`: writes rows or enqueues jobs, never waits on the network. */
export type Reaction<E extends EventName> = (tx: Tx, ids: Events[E]) => Promise<void>
export type Reactions = { readonly [E in EventName]: readonly Reaction<E>[] }
