/** The App, which functions get as their first parameter, and the Tx, which replaces it inside a transaction. */
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
import type { Mailer } from '../lib/mail/mailer.ts'
import type { Decoder } from '../lib/media/decoder.ts'
import type { Slots } from '../lib/slot.ts'
import type { Storage } from '../lib/storage/storage.ts'
import type { EventName, Events } from './events.ts'
import type { Uris } from './own-uris.ts'

/** What an address leads to. */
export type Resolved = { account: Account; status?: undefined } | { status: Status; account?: undefined }

/** The types of objects in which servers take a private message to one person. */
export type MessageType = 'Note' | 'ChatMessage'

/**
 * The fediverse as core sees it. A look-up may wait on the network, for 30 seconds at most, so it must not be used in a
 * transaction.
 */
export interface Remote {
  /**
   * The account for `@name@host`, `name@host`, `!name@host` (of several, the community) or an actor's id. It is fetched if it is unknown. A stale one is fetched
   * again in the background (C17).
   * @throws NotFound if there is no such actor
   * @throws Unavailable if its server does not answer in time
   * @throws Declined if its answer is not trusted
   */
  account(reference: string): Promise<Account>
  /** To be called when a person looks at a profile: what is stale of it is fetched again in the background. */
  freshen(account: Account): Promise<void>
  /**
   * The account or status with this id or page address, fetched once if it is unknown. A collection stands for its first
   * post. Same errors as `account`, and Gone if it was deleted.
   * @param asker a person here who looks for it: whether a deleted post is back is then asked of its origin (C8)
   */
  find(address: string, asker?: Pick<Account, 'id'>): Promise<Resolved>
  /**
   * Fetches a post that was dropped from the cache from its origin, and stores it under its former id. What its origin
   * answered is remembered for a while. Same errors as `account`, and Gone if it was deleted.
   */
  recall(uri: string): Promise<Status>
  /**
   * The account that stands for the feed at this address, or for the first feed that the page there names. It is read
   * if it is unknown.
   * @param asker the person here who looks for it
   * @param withinMs how long that may take
   * @returns undefined if there is no feed
   * @throws Declined if it is not usable, Unavailable if its site does not answer
   */
  feed(address: string, asker: Pick<Account, 'id'>, withinMs: number): Promise<Account | undefined>
  /**
   * Where the server of this handle wants its user sent who follows an account here: an address with `{uri}` in it (E-04).
   * Same errors as `account`.
   */
  subscribeTemplate(handle: string): Promise<string>
  /**
   * The type in which a direct post to this remote account alone has to be sent. Waits a few seconds at most, and never
   * fails: what its server does not say is a Note.
   */
  messageType(reader: Account): Promise<MessageType>
}

/** Generates key pairs off the event loop. Tests take them from a small pool. */
export interface KeyMaker {
  rsa(): Promise<{ publicPem: string; privatePem: string }>
  ed25519(): Promise<{ publicPem: string; privatePem: string }>
}

export interface App {
  readonly config: Config
  /** For reads and single statements. */
  readonly db: Kysely<Database>
  readonly dialect: Dialect
  /** Runs queries that are compiled once (`db/compiled.ts`). */
  readonly direct?: DirectRun | undefined
  readonly ids: Ids
  readonly clock: Clock
  /** A number from 0 to 1, like Math.random. Not for secrets. */
  readonly random: () => number
  readonly uris: Uris
  readonly log: Log
  readonly fetch: SafeFetch
  readonly keys: KeyMaker
  readonly passwords: Passwords
  /** Sends letters. Only the job of a letter uses it, which repeats what fails. */
  readonly mail: Mailer
  /** Keeps the files of media. Use it through `core/media/files/keep.ts`, which counts references. */
  readonly storage: Storage
  /** Opens pictures, films and sounds, in a process of its own. */
  readonly decoder: Decoder
  readonly remote: Remote
  /** This server's value of a slot. Caches and counters are slots, each declared next to the code that uses it. */
  readonly slot: Slots
  /** Runs `work` in one short transaction. It may run again after a conflict, so it must only use the database. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

/** What a look-up needs: the database and the caches in memory. */
export type Reader = Pick<App, 'db' | 'slot'>

/** The App inside a transaction, with the operations that need one. */
export interface Tx extends App {
  /** Runs the event's reactions now, in this transaction. */
  emit<E extends EventName>(event: E, ids: Events[E]): Promise<void>
  /** Stores jobs in this transaction. `after` is in milliseconds. */
  enqueue<P>(job: Job<P, App>, payloads: P | readonly P[], when?: { after?: number }): Promise<void>
  /** Runs `effect` after the commit, for sockets and caches. It must not throw. */
  afterCommit(effect: () => void): void
  /** Waits for other transactions with these keys, and makes them wait until this one ends (C12). */
  lock(...keys: string[]): Promise<void>
}

/** A function listed in `reactions.ts`. It writes rows or enqueues jobs and never waits on the network. */
export type Reaction<E extends EventName> = (tx: Tx, ids: Events[E]) => Promise<void>
export type Reactions = { readonly [E in EventName]: readonly Reaction<E>[] }
