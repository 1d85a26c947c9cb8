/** Builds an App from its doors. */
import { Kysely } from 'kysely'
import type { Config } from '../config.ts'
import { dialectFor } from '../db/dialects/dialect-for.ts'
import type { IdLease } from '../db/id-lease.ts'
import type { Database } from '../db/tables/index.ts'
import type { Clock } from '../lib/clock.ts'
import type { Passwords } from '../lib/crypto/passwords.ts'
import type { SafeFetch } from '../lib/http/outgoing.ts'
import { createIds } from '../lib/ids.ts'
import type { Log } from '../lib/log.ts'
import type { Mailer } from '../lib/mail/mailer.ts'
import type { Decoder } from '../lib/media/decoder.ts'
import { createSlots } from '../lib/slot.ts'
import type { Storage } from '../lib/storage/storage.ts'
import type { App, KeyMaker, Reactions, Reader, Remote } from './app.ts'
import { createUris } from './own-uris.ts'
import { transactions } from './transaction.ts'

/** The connections to the outside world. Each has a real implementation and one for tests. */
export interface Doors {
  clock: Clock
  random(): number
  log: Log
  fetch: SafeFetch
  keys: KeyMaker
  passwords: Passwords
  mail: Mailer
  storage: Storage
  decoder: Decoder
}

interface AppParts {
  config: Config
  doors: Doors
  reactions: Reactions
  /** Makes a client that sends nothing to blocked domains. */
  guardFetch(app: Reader, fetch: SafeFetch): SafeFetch
  /** Makes the connection of core to the fediverse. */
  remote(app: App): Remote
  /** Called after a commit that stored jobs of this name. */
  wake(job: string): void
  /** The range of ids that this process may use. All ids when absent. */
  idLease?: IdLease | undefined
}

export function createApp({ config, doors, reactions, guardFetch, remote, wake, idLease }: AppParts): App {
  const dialect = dialectFor(config.databaseUrl)
  const opened = dialect.open(config.databaseUrl, (err) =>
    doors.log.warn({ err }, 'a connection to the database broke off'),
  )
  const db = new Kysely<Database>({ dialect: opened })
  const slot = createSlots()
  const base = {
    config,
    db,
    dialect,
    direct: opened.direct,
    ids: createIds(() => doors.clock.now(), doors.random, idLease && (() => idLease.range)),
    clock: doors.clock,
    random: doors.random,
    uris: createUris(config.origin, config.mediaOrigin),
    log: doors.log,
    fetch: guardFetch({ db, slot }, doors.fetch),
    keys: doors.keys,
    passwords: doors.passwords,
    mail: doors.mail,
    storage: doors.storage,
    decoder: doors.decoder,
    slot,
  }
  const app: App = {
    ...base,
    get remote() {
      return connect()
    },
    transaction: (work) => run(work),
  }
  let connected: Remote | undefined
  const connect = () => {
    connected ??= remote(app)
    return connected
  }
  const run = transactions(app, { reactions, wake, idLease })
  return app
}
