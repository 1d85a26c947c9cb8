import assert from 'node:assert/strict'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { remoteAccount } from '../../test/world/accounts.ts'
import { finishedFile, registeredMedium } from '../../test/world/copies.ts'
import { createTestDatabase } from '../../test/world/databases.ts'
import { shell } from '../../test/world/shell.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import type { App } from '../core/app.ts'
import { keepFile } from '../core/media/files/keep.ts'
import type { Media } from '../db/tables/media.ts'
import { createHandler } from '../http.ts'
import { outgoingResponse, type SafeFetch } from '../lib/http/outgoing.ts'
import { fetchFrom } from '../lib/http-server/web-standard.ts'
import { createDecoder } from '../lib/media/decoder.ts'
import { EXIT } from './cli.ts'
import { checkFilms, checkMediaHost } from './doctor-media.ts'

/** A command line on the database and the media folder of an App. */
async function scene(t: TestContext, settings: Record<string, string> = {}) {
  const { folder } = shell(t)
  const database = await createTestDatabase(folder)
  const world = await createTestApp({ databaseUrl: database.url })
  t.after(async () => {
    await world[Symbol.asyncDispose]()
    await database.drop()
  })
  const env = { ATOLL_DATABASE_URL: database.url, ATOLL_DATA: join(folder, 'data'), ...settings }
  const { run } = shell(t, env)
  const line = async (check: string) => (await run('doctor')).out.split('\n').find((one) => one.includes(` ${check}: `))
  return { app: world.app, data: env.ATOLL_DATA, run, line }
}

async function upload(app: App, change: Partial<Media>): Promise<void> {
  const { id } = await registeredMedium(app, 'attachment', `https://x.test/${app.ids.next()}`)
  const row = { account_id: 1, remote_url: null, created_at: Date.now(), ...change }
  await app.db.updateTable('media').set(row).where('id', '=', id).execute()
}

test('doctor opens a picture, looks for ffmpeg, and says how the processes for media are confined', async (t) => {
  const { line } = await scene(t)
  assert.equal(await line('pictures'), '✓ pictures: JPEG, PNG, GIF, WEBP, AVIF')
  assert.match((await line('films and sounds')) ?? '', /^(✓ .* ffmpeg \d|! .* ffmpeg is not installed)/)
  assert.match((await line('confinement')) ?? '', /file size limit/)
  assert.equal(await line('uploads'), '✓ uploads: none yet')
})

test('without ffmpeg, doctor says what is missing and how to install it', async (t) => {
  const { app } = await scene(t)
  const decoder = createDecoder('/nowhere')
  t.after(() => decoder.close())
  const { state, says } = await checkFilms({ ...app, decoder })
  assert.equal(state, 'warn')
  assert.match(says, /films and sounds.*apt install ffmpeg/)
})

test('doctor notices that the media folder is not there, cannot be written to, or is almost full', async (t) => {
  const { app, data, line, run } = await scene(t)
  const file = await finishedFile(app, 'a picture')
  await keepFile(app, file)
  await upload(app, { state: 'ready', file: file.hash })
  assert.match(
    (await line('uploads')) ?? '',
    /^✗ uploads: 1 of the last 1 are not in .*\/media\. Is its disk mounted\?/,
  )
  assert.equal((await run('doctor')).code, EXIT.refused)
  rmSync(join(data, 'media'), { recursive: true })
  writeFileSync(join(data, 'media'), 'in the way')
  assert.match((await line('media folder')) ?? '', /^✗ media folder: cannot write to /)
  const elsewhere = { ATOLL_MEDIA_FOLDER: join(data, 'elsewhere'), ATOLL_DISK_RESERVE: '100000000' }
  assert.match(
    (await run.with({ env: elsewhere }, 'doctor')).out,
    /^! media folder: .* free, less than the reserve of 95\.4 TB/m,
  )
})

test('doctor counts uploads that failed, and those that lost their file', async (t) => {
  const { app, line } = await scene(t)
  await upload(app, { state: 'failed', problem: ['media-decoder-broken'] })
  await upload(app, { state: 'failed', problem: ['media-decoder-broken'] })
  await upload(app, { state: 'failed', problem: ['media-damaged'], created_at: 0 })
  assert.equal(
    await line('uploads'),
    '! uploads: 2 uploads failed: This server cannot process files at the moment. Its administrators find the reason in the log.',
  )
  await upload(app, { state: 'failed', problem: ['media-lost'], created_at: 0 })
  assert.match((await line('uploads')) ?? '', /^! uploads: 1 upload lost its file: .*backup\.md.* 2 uploads failed: /)
})

test('doctor says so when more must stay than a quota allows', async (t) => {
  const { app, line } = await scene(t, { ATOLL_CACHE_ACCOUNTS: '0' })
  assert.match((await line('cache')) ?? '', /^✓/)
  const { id } = await remoteAccount(app, 'bo@reef.test')
  // An account that has just arrived may be about to be used.
  await app.db.updateTable('accounts').set({ fetched_at: Date.now() }).where('id', '=', id).execute()
  assert.equal(
    await line('cache'),
    '! cache: 1 row of accounts must stay, but the quota is 0 rows. Raise ATOLL_CACHE_ACCOUNTS.',
  )
})

test('doctor asks the host of media for a medium, and notices when something else answers', async (t) => {
  const env = { ATOLL_MEDIA_HOST: 'media.lagoon.test' }
  const { app, ...world } = await createTestApp({ env })
  t.after(() => world[Symbol.asyncDispose]())
  const served = fetchFrom(createHandler(app))
  const through =
    (host: string): SafeFetch =>
    async ({ url }) => {
      const answer = await served(new Request(url.replace('media.lagoon.test', host)), {})
      const body = Buffer.from(await answer.arrayBuffer())
      return outgoingResponse({ url, status: answer.status, headers: Object.fromEntries(answer.headers), body })
    }
  const stateWith = async (fetch: SafeFetch) => (await checkMediaHost({ ...app, fetch })).state
  assert.equal(await stateWith(through('media.lagoon.test')), 'ok')
  // A proxy that sends another name on, or a server of somebody else.
  assert.equal(await stateWith(through('lagoon.test')), 'fail')
  assert.equal(await stateWith(app.fetch), 'warn', 'nobody answers')
})

test('doctor counts the subscriptions to feeds that last', async (t) => {
  const { app, line } = await scene(t)
  assert.equal(await line('hub'), '✓ hub: 0 subscriptions to feeds, 0 with something to send')
  const add = (n: number, is_queued: boolean, lease_until: number) =>
    app.db
      .insertInto('websub_subscriptions')
      .values({
        ...{ id: n, pair_key: `${n}`, feed: 'local', topic: 'https://lagoon.test/local.atom', format: 'atom' },
        ...{ callback: `https://reader.test/${n}`, host: 'reader.test', sent: 0, due: is_queued ? 1 : 0, is_queued },
        ...{ lease_until, created_at: 0 },
      })
      .execute()
  await add(1, false, Number.MAX_SAFE_INTEGER)
  await add(2, true, Number.MAX_SAFE_INTEGER)
  await add(3, true, 1)
  assert.equal(await line('hub'), '✓ hub: 2 subscriptions to feeds, 1 with something to send')
})

test('doctor names receivers of webhooks and feeds that fail apart from other servers', async (t) => {
  const { app, line } = await scene(t)
  assert.equal(await line('receivers'), '✓ receivers: all respond')
  for (const host of ['hook a.test', 'websub b.test:443'])
    await app.db.insertInto('hosts').values({ host, failing_since: 1 }).execute()
  assert.equal(await line('other servers'), '✓ other servers: all respond')
  assert.equal(await line('receivers'), '✓ receivers: no response from a.test (webhook), b.test:443 (feed)')
  await app.db.insertInto('hosts').values({ host: 'reef.test', failing_since: 1 }).execute()
  assert.equal(await line('other servers'), '! other servers: no response from reef.test')
})
