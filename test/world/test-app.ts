/**
 * An App on a fresh database, for unit tests of core. It has no routes and no network, and a clock that the test
 * advances.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadConfig } from '../../src/config.ts'
import type { App, Reactions, Remote } from '../../src/core/app.ts'
import { createApp } from '../../src/core/create-app.ts'
import { refuseBlocked } from '../../src/core/domains/refuse-blocked.ts'
import { NotFound } from '../../src/core/errors.ts'
import type { EventName, Events } from '../../src/core/events.ts'
import { prepareMediaSecret } from '../../src/core/media/key.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { Passwords } from '../../src/lib/crypto/passwords.ts'
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import { createLog } from '../../src/lib/log.ts'
import type { Letter } from '../../src/lib/mail/mailer.ts'
import { createDecoder } from '../../src/lib/media/decoder.ts'
import { FolderStorage } from '../../src/lib/storage/folder-storage.ts'
import type { Storage } from '../../src/lib/storage/storage.ts'
import { cheapPasswords } from './cheap-passwords.ts'
import { TestClock } from './clock.ts'
import { createTestDatabase } from './databases.ts'
import { createKeyPool } from './key-pool.ts'
import { createMailbox } from './mailbox.ts'
import { SECRET_KEY } from './secret-key.ts'

export interface TestApp extends AsyncDisposable {
  app: App
  /** Every event emitted so far, in order. */
  events: { [E in EventName]: { event: E; ids: Events[E] } }[EventName][]
  /** The letters that were sent, oldest first. */
  letters: readonly Letter[]
  /** Advances the clock. */
  advance(ms: number): void
}

/**
 * @param options.reactions what follows from events; nothing by default, to test a function of core alone
 * @param options.databaseUrl a database to use instead of a fresh one
 * @param options.passwords for tests of the hashing cost; cheap passwords by default
 */
export async function createTestApp(
  options: {
    reactions?: Partial<Reactions>
    remote?: Partial<Remote>
    databaseUrl?: string
    env?: Record<string, string>
    passwords?: Passwords
    /** Changes the storage, such as to fill its disk. */
    storage?: (storage: Storage) => Storage
  } = {},
): Promise<TestApp> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-test-'))
  const database = options.databaseUrl === undefined ? await createTestDatabase(folder) : undefined
  const events: TestApp['events'] = []
  const clock = new TestClock()
  const mailbox = createMailbox()
  const decoder = createDecoder()
  const folderStorage = new FolderStorage(join(folder, 'media'))
  const unknown = async () => {
    throw new NotFound()
  }
  const app = createApp({
    config: loadConfig({
      env: {
        ATOLL_HOST: 'lagoon.test',
        ATOLL_TRUSTED_PROXIES: 'loopback',
        ATOLL_DATABASE_URL: options.databaseUrl ?? database?.url,
        ATOLL_SECRET_KEY: SECRET_KEY,
        ATOLL_MEDIA_FOLDER: join(folder, 'media'),
        ...options.env,
      },
    }),
    doors: {
      clock,
      random: Math.random,
      log: createLog({ level: 'silent' }),
      fetch: async ({ url }) => {
        throw new FetchError('dns', new URL(url).host, `${url} cannot be reached in this test`)
      },
      keys: createKeyPool(),
      passwords: options.passwords ?? cheapPasswords,
      mail: mailbox,
      storage: options.storage?.(folderStorage) ?? folderStorage,
      decoder,
    },
    reactions: record(events, options.reactions ?? {}),
    guardFetch: refuseBlocked,
    remote: () => ({
      account: unknown,
      freshen: async () => {},
      find: unknown,
      recall: unknown,
      feed: async () => undefined,
      subscribeTemplate: unknown,
      messageType: async () => 'Note',
      ...options.remote,
    }),
    wake: () => {},
  })
  await migrate(app.db, app.dialect, clock.now())
  await prepareMediaSecret(app)
  return {
    app,
    events,
    letters: mailbox.letters,
    advance: (ms) => void clock.advance(ms),
    async [Symbol.asyncDispose]() {
      decoder.close()
      await app.db.destroy()
      await database?.drop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function record(events: TestApp['events'], given: Partial<Reactions>): Reactions {
  return new Proxy({} as Reactions, {
    get: (_, event: EventName) => [
      async (_tx: unknown, ids: never) => void events.push({ event, ids } as never),
      ...(given[event] ?? []),
    ],
  })
}
