/** Builds a server from its configuration and doors. It has no globals, so several servers can run in one process. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { Config } from './config.ts'
import { ensureInstanceActor } from './core/accounts/instance-actor.ts'
import type { App } from './core/app.ts'
import { createApp, type Doors } from './core/create-app.ts'
import { refuseBlocked } from './core/domains/refuse-blocked.ts'
import { openStorage } from './core/media/files/storage.ts'
import { prepareMediaSecret } from './core/media/key.ts'
import { prepareSecretKey } from './core/second-factor/check-secret-key.ts'
import { IdLease } from './db/id-lease.ts'
import { migrate } from './db/migrate.ts'
import { deliver } from './federation/outbox/deliver.ts'
import { createRemote } from './federation/remote.ts'
import { findFeedAccount } from './feed-reader/find-account.ts'
import { distribute } from './feeds/hub/distribute.ts'
import { createHandler } from './http.ts'
import { Worker } from './jobs/worker.ts'
import { systemClock } from './lib/clock.ts'
import { generateEd25519, generateRsa } from './lib/crypto/keys.ts'
import { createPasswords } from './lib/crypto/passwords.ts'
import { createOutgoingClient } from './lib/http/outgoing-client.ts'
import type { Handler } from './lib/http-server/handler.ts'
import { type Fetch, fetchFrom } from './lib/http-server/web-standard.ts'
import { createLog } from './lib/log.ts'
import { fileMailer } from './lib/mail/file-mailer.ts'
import type { Mailer } from './lib/mail/mailer.ts'
import { smtpMailer } from './lib/mail/smtp-mailer.ts'
import { createDecoder } from './lib/media/decoder.ts'
import { type Listener, listen } from './listen.ts'
import { endFetches } from './media/fetch/fetch-copy.ts'
import { writeLooks } from './media/looks.ts'
import { reactions, runnableJobs, schedule } from './reactions.ts'
import { VERSION } from './version.ts'

export interface Server extends AsyncDisposable {
  readonly app: App
  readonly worker: Worker<App>
  /** Answers one request, as if it came through the socket. */
  readonly handler: Handler
  /** The same for a web `Request`. */
  readonly fetch: Fetch
  /** Starts running jobs and, unless `listens` is false, accepting connections. @returns the port */
  start(options?: { listens?: boolean }): Promise<number>
  /** Runs all due jobs until none is left. @returns how many ran */
  settle(): Promise<number>
  /** Stops gracefully: accepts no new connections or jobs and lets running ones finish. */
  stop(): Promise<void>
}

/** Opens the database and migrates it. No job runs before `start`. Doors that are not given are the real ones. */
export async function createServer(config: Config, given: Partial<Doors> = {}): Promise<Server> {
  const { doors, closeDoors } = openDoors(config, given)
  let worker: Worker<App> | undefined
  const holder = randomUUID()
  const idLease = leaseFor(holder, doors)
  const app = createApp({
    ...{ config, doors, reactions, idLease },
    guardFetch: refuseBlocked,
    remote: (app) => ({ ...createRemote(app), feed: (...wanted) => findFeedAccount(app, ...wanted) }),
    wake: (job) => worker?.wake(job),
  })
  await migrate(app.db, app.dialect, app.clock.now())
  await idLease.take(app.db)
  await ensureInstanceActor(app)
  await prepareMediaSecret(app)
  const running = new Worker({ ...workerParts(app, doors), owner: holder, jobs: jobsFor(config), schedule })
  worker = running
  const handler = createHandler(app)
  let listener: Listener | undefined

  const stop = async () => {
    await listener?.close()
    await endFetches(app, { abort: true })
    await writeLooks(app).catch((err) => doors.log.warn({ err }, 'could not note who looked at media'))
    await running[Symbol.asyncDispose]()
    // A lease that is not given back ends by itself.
    await idLease.giveBack(app.ids).catch((err) => doors.log.warn({ err }, 'could not give back the id lease'))
    await app.db.destroy()
    await closeDoors()
  }
  return {
    app,
    worker: running,
    handler,
    fetch: fetchFrom(handler),
    async start({ listens = true } = {}) {
      await prepareSecretKey(app)
      idLease.keepRenewed()
      await running.start()
      if (listens) listener = await listen(config, handler)
      return listener?.port ?? config.port
    },
    settle: () => running.drain(),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** The concurrency of deliveries is a setting; that of other jobs is fixed. */
function jobsFor({ deliveryConcurrency }: Config): typeof runnableJobs {
  const isSetting = ({ name }: (typeof runnableJobs)[number]) => name === deliver.name || name === distribute.name
  return runnableJobs.map((job) => (isSetting(job) ? { ...job, concurrency: deliveryConcurrency } : job))
}

function mailerFor({ mailUrl, mailFrom, data }: Config): Mailer {
  return mailUrl ? smtpMailer(mailUrl, mailFrom) : fileMailer(join(data, 'mail'), mailFrom)
}

function leaseFor(holder: string, { clock, log }: Doors): IdLease {
  return new IdLease({
    clock,
    holder,
    onWait: () => log.warn('waiting for another process on this database to end, because no id slot is free'),
    onError: (err) => log.error({ err }, 'could not renew the id lease'),
  })
}

function workerParts(app: App, { random }: Doors) {
  const { db, dialect, clock, log } = app
  return { app, db, slot: app.slot, direct: app.direct, dialect, clock, log, random }
}

function openDoors(config: Config, given: Partial<Doors>): { doors: Doors; closeDoors(): Promise<void> } {
  const http = given.fetch
    ? undefined
    : createOutgoingClient({
        userAgent: `Atoll/${VERSION} (+${config.origin}/)`,
        allowPrivateAddresses: config.allowPrivateAddresses,
      })
  const doors: Doors = {
    clock: given.clock ?? systemClock(),
    random: given.random ?? Math.random,
    log: given.log ?? createLog({ level: config.logLevel }),
    fetch: given.fetch ?? (http as NonNullable<typeof http>).fetch,
    keys: given.keys ?? { rsa: generateRsa, ed25519: generateEd25519 },
    passwords: given.passwords ?? createPasswords(),
    mail: given.mail ?? mailerFor(config),
    storage: given.storage ?? openStorage(config),
    decoder: given.decoder ?? createDecoder(),
  }
  const closeDoors = async () => {
    await http?.close()
    if (!given.decoder) doors.decoder.close()
  }
  return { doors, closeDoors }
}
