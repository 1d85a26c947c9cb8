/** Upgrades a database of the first version, the spine, to the current schema. No row is lost. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { App } from '../../src/core/app.ts'
import { loadAttachments } from '../../src/core/attachments/load.ts'
import { remoteMediaKey } from '../../src/core/media/key.ts'
import { registerEarlierMedia } from '../../src/core/media/rows/register-earlier.ts'
import { findStatus } from '../../src/core/statuses/find.ts'
import { migrate } from '../../src/db/migrate.ts'
import type { AttachmentDraft } from '../../src/db/tables/attachments.ts'
import { runnableJobs } from '../../src/reactions.ts'
import { remotePicture } from '../world/attachments.ts'
import { assertIndexes, assertTables } from '../world/schema.ts'
import { createTestApp } from '../world/test-app.ts'
import { createSpineDatabase } from './spine-database.ts'

/** Opens a database of the spine, which migrates it. */
async function upgraded(t: TestContext): Promise<App> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-spine-'))
  const database = await createSpineDatabase(folder)
  const world = await createTestApp({ databaseUrl: database.url })
  t.after(async () => {
    await world[Symbol.asyncDispose]()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  return world.app
}

test('an upgraded database has the tables and indexes of a new one, and a second upgrade changes nothing', async (t) => {
  const app = await upgraded(t)
  await assertTables(app)
  await assertIndexes(app)
  assert.deepEqual(await migrate(app.db, app.dialect, 1), [])
})

test('a database of an earlier build gets the tables, columns and indexes that it lacks', async (t) => {
  const app = await upgraded(t)
  await app.db.schema.dropTable('sessions').execute()
  await app.db.schema.dropIndex('tokens_authorization_id').execute()
  await app.db.schema.alterTable('tokens').dropColumn('authorization_id').execute()
  assert.deepEqual(await migrate(app.db, app.dialect, 1), ['0002-from-spine'])
  await assertTables(app)
  await assertIndexes(app)
  assert.equal((await app.db.selectFrom('accounts').select('id').execute()).length, 2)
  assert.deepEqual(await migrate(app.db, app.dialect, 1), [])
})

test('accounts, posts, boosts and edits survive an upgrade', async (t) => {
  const app = await upgraded(t)
  const people = await app.db.selectFrom('accounts').select(['username', 'fields', 'emojis', 'bot']).execute()
  assert.deepEqual(people, [
    { username: 'ana', fields: [{ name: 'Web', value: 'ana.test' }], emojis: [], bot: false },
    { username: 'bo', fields: [], emojis: [{ shortcode: 'fish', url: 'https://reef.test/fish.png' }], bot: false },
  ])
  const [own, received, boost] = [await findStatus(app, 401), await findStatus(app, 402), await findStatus(app, 403)]
  assert.deepEqual([own?.local, own?.content, own?.source], [true, '<p>Hello</p>', 'Hello'])
  assert.deepEqual([received?.sensitive, received?.content_warning, received?.boosts_count], [true, 'fish', 1])
  assert.deepEqual([boost?.boost_of_id, boost?.object_type], [402, 'Announce'])
  assert.deepEqual([own?.published_in_ms, boost?.published_in_ms], [false, false], 'others hold it in seconds (C3)')
  assert.deepEqual([own?.viewed_at, received?.viewed_at, boost?.viewed_at], [null, 1767225600000, null])
  const edits = await app.db.selectFrom('status_edits').select(['status_id', 'content']).execute()
  assert.deepEqual(edits, [{ status_id: 404, content: '<p>Corected</p>' }])
})

test('attachments become rows, in their order', async (t) => {
  const app = await upgraded(t)
  const statuses = await app.db.selectFrom('statuses').select(['id', 'has_media']).orderBy('id').execute()
  assert.deepEqual(
    statuses.filter((status) => status.has_media).map(({ id }) => id),
    [402, 404],
  )
  const shown = await loadAttachments(app, statuses)
  const stored = (status_id: number, place: number, changes: Partial<AttachmentDraft>) => ({
    ...remotePicture({ width: null, height: null, ...changes }),
    ...{ status_id, place, edit_id: null, media_id: null, media_key: null, preview_key: null },
  })
  const shape = { blurhash: 'LEHV6nWB2yk8pyo0adR*.7kCMdnj', width: 640, height: 480 }
  assert.deepEqual(shown.get(402), [
    { ...stored(402, 0, { url: 'https://reef.test/1.png', description: 'A "parrot" fish', ...shape }), id: 1 },
    { ...stored(402, 1, { type: 'video', url: 'https://reef.test/2.mp4' }), id: 2 },
  ])
  assert.deepEqual(shown.get(404), [
    { ...stored(404, 0, { type: 'audio', url: 'https://reef.test/song.ogg', description: 'A song' }), id: 3 },
  ])
})

test('media of posts and accounts can be fetched and shown after an upgrade', async (t) => {
  const app = await upgraded(t)
  const row = await app.db.selectFrom('jobs').selectAll().where('name', '=', 'registerEarlierMedia').executeTakeFirst()
  assert.ok(row)
  await app.db
    .updateTable('accounts')
    .set({ avatar_url: 'https://reef.test/bo.png' })
    .where('username', '=', 'bo')
    .execute()
  const jobRun = { id: row.id, attempt: 1, createdAt: 0 }
  await registerEarlierMedia.run(app, row.payload as { table: 'attachments'; after: number }, jobRun)
  const keys = await app.db.selectFrom('attachments').select(['media_key', 'url']).orderBy('id').execute()
  assert.deepEqual(
    keys.map(({ media_key }) => media_key),
    keys.map(({ url }) => remoteMediaKey(app, 'attachment', url)),
  )
  const { avatar_key } = await app.db
    .selectFrom('accounts')
    .selectAll()
    .where('username', '=', 'bo')
    .executeTakeFirstOrThrow()
  assert.equal(avatar_key, remoteMediaKey(app, 'avatar', 'https://reef.test/bo.png'))
  const media = await app.db.selectFrom('media').select(['use', 'remote_url']).orderBy('remote_url').execute()
  assert.deepEqual(
    media.map(({ use, remote_url }) => `${use} ${remote_url}`),
    [
      'attachment https://reef.test/1.png',
      'attachment https://reef.test/2.mp4',
      'avatar https://reef.test/bo.png',
      'emoji https://reef.test/fish.png',
      'attachment https://reef.test/song.ogg',
    ],
  )
  assert.deepEqual(await app.db.selectFrom('jobs').select('id').where('id', '=', row.id).execute(), [])
})

test('waiting activities keep their effect, audience and key', async (t) => {
  const app = await upgraded(t)
  const waiting = await app.db.selectFrom('outbox').select(['effect', 'audience', 'signing_key']).execute()
  assert.deepEqual(waiting, [{ effect: 'create', audience: 'public', signing_key: 'current' }])
})

test('a pause of a failing host and an undo that arrived early survive an upgrade', async (t) => {
  const app = await upgraded(t)
  const hosts = await app.db.selectFrom('hosts').select(['host', 'failures', 'paused_until']).orderBy('host').execute()
  assert.deepEqual(hosts, [
    { host: 'cove.test', failures: 6, paused_until: 1767225900000 },
    { host: 'reef.test', failures: 0, paused_until: null },
  ])
  assert.deepEqual(await app.db.selectFrom('pending_undos').selectAll().execute(), [
    {
      match_key: 'Like https://reef.test/users/bo https://lagoon.test/ap/users/101/statuses/401',
      actor_uri: 'https://reef.test/users/bo',
      activity_uri: 'https://reef.test/likes/603',
      expires_at: 1767247200000,
    },
  ])
})

test('every waiting job is known to this version', async (t) => {
  const app = await upgraded(t)
  const waiting = await app.db.selectFrom('jobs').select(['id', 'name', 'payload']).orderBy('id').execute()
  assert.equal(waiting.length, 18)
  const known = new Set(runnableJobs.map((job) => job.name))
  assert.deepEqual(
    waiting.filter((job) => !known.has(job.name)).map((job) => job.name),
    [],
  )
  assert.deepEqual(waiting.find((job) => job.id === 1103)?.payload, { status_id: 402 })
  const reported = { uri: 'https://reef.test/notes/404', isDeletionReported: true }
  assert.deepEqual(waiting.find((job) => job.id === 1114)?.payload, reported)
})
