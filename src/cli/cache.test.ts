/** The commands about the cache and about media, beside a running server. */
import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { copiedMedium, registeredMedium } from '../../test/world/copies.ts'
import { createTestDatabase } from '../../test/world/databases.ts'
import { createKeyPool } from '../../test/world/key-pool.ts'
import { shell } from '../../test/world/shell.ts'
import { storedNames } from '../../test/world/stored-media.ts'
import { loadConfig } from '../config.ts'
import type { App } from '../core/app.ts'
import { failCopy } from '../core/media/copies/fail.ts'
import { DAY } from '../lib/durations.ts'
import { createServer } from '../server.ts'
import { EXIT } from './cli.ts'

const MB = 1_048_576

async function scene(t: TestContext, settings: Record<string, string> = {}) {
  const { folder } = shell(t)
  const database = await createTestDatabase(folder)
  const data = join(folder, 'data')
  const env = { ATOLL_DATA: data, ATOLL_DATABASE_URL: database.url, ATOLL_PORT: '4999', ATOLL_LOG_LEVEL: 'silent' }
  const server = await createServer(loadConfig({ env: { ...env, ...settings } }), { keys: createKeyPool() })
  await server.start({ listens: false })
  t.after(async () => {
    await server.stop()
    await database.drop()
  })
  return { app: server.app, data, ...shell(t, { ...env, ...settings }) }
}

const copy = (app: App, host: string, bytes: number) =>
  copiedMedium(app, 'attachment', `https://${host}/${bytes}`, Buffer.alloc(bytes, `${bytes}`))

/** Makes it seem that nobody has looked at the copy for so many days. */
async function lastLookedAt(app: App, id: number, days: number): Promise<void> {
  const evictable_at = Date.now() - days * DAY
  await app.db.updateTable('media').set({ evictable_at }).where('id', '=', id).execute()
}

test('the status of the cache is a table for people, and numbers for scripts', async (t) => {
  const { app, run, json } = await scene(t, { ATOLL_CACHE_MEDIA: '100' })
  const old = await copy(app, 'reef.test', 2 * MB)
  await copy(app, 'shoal.test', MB)
  await lastLookedAt(app, old.id, 40)
  await app.db.updateTable('cache_sizes').set({ hits: 9, misses: 1 }).where('kind', '=', 'media').execute()
  const days = [0, 1].map((ago) => ({ kind: 'media', day: Date.now() - ago * DAY, bytes: (3 - ago) * MB, entries: 0 }))
  await app.db.insertInto('cache_days').values(days).execute()
  const { out } = await run('cache', 'status')
  assert.match(out, /^media +3\.0 MB +100 MB +3 % +0 bytes +30 days +2\.0 MB +\+1\.0 MB +20\d\d-/m)
  assert.match(out, /^media +2 +90 % +\d+ s +\d+ s$/m)
  assert.match(out, /^reef\.test +2\.0 MB +1\nshoal\.test +1\.0 MB +1$/m)
  const { kinds, hosts } = await json('cache', 'status', '--hosts', '1')
  const media = kinds.find(({ kind }: { kind: string }) => kind === 'media')
  assert.deepEqual([media.size, media.next_pruning, media.hit_rate, media.unit], [3 * MB, 2 * MB, 0.9, 'bytes'])
  assert.deepEqual(hosts, [{ host: 'reef.test', bytes: 2 * MB, count: 1 }])
})

test('a pruning by hand drops what its options say, and a dry run nothing', async (t) => {
  const { app, run, json } = await scene(t)
  const [a, b, c] = [
    await copy(app, 'reef.test', 10),
    await copy(app, 'shoal.test', 20),
    await copy(app, 'reef.test', 40),
  ]
  for (const { id } of [a, b]) await lastLookedAt(app, id, 5)
  const dropped = async (...options: string[]) =>
    (await json('cache', 'prune', '--kind', 'media', ...options)).kinds[0].dropped
  assert.equal(await dropped('--older-than', '3d', '--dry-run'), 30)
  assert.match(
    (await run('cache', 'prune', '--older-than', '3d', '--dry-run')).out,
    /^media: 30 bytes would be dropped$/m,
  )
  assert.equal(await dropped('--older-than', '3d', '--host', 'REEF.test'), 10)
  assert.equal(await dropped('--older-than', '0s'), 60)
  assert.match((await run('cache', 'prune')).out, /^media: 0 bytes dropped$/m)
  const rows = await app.db.selectFrom('media').select('state').where('id', 'in', [a.id, b.id, c.id]).execute()
  assert.deepEqual(
    rows.map(({ state }) => state),
    ['absent', 'absent', 'absent'],
  )
  const stop = { stopRequested: async () => {} }
  await copy(app, 'reef.test', 80)
  const stopped = await run.with(stop, 'cache', 'prune', '--older-than', '0s')
  assert.equal(stopped.code, EXIT.stopped)
  assert.match(stopped.err, /^atoll: Stopped\. .*run the command again/)
})

test('the room that media take is shown by user and by kind', async (t) => {
  const { app, run, json } = await scene(t)
  assert.match((await run('media', 'usage')).out, /^Nobody has uploaded anything\.$/m)
  await copy(app, 'reef.test', 2 * MB)
  await run('user', 'create', 'ana')
  const { id } = await app.db
    .selectFrom('accounts')
    .select('id')
    .where('username', '=', 'ana')
    .executeTakeFirstOrThrow()
  const { id: uploaded } = await registeredMedium(app, 'attachment', 'https://x.test/1')
  await app.db
    .updateTable('media')
    .set({ account_id: id, remote_url: null, bytes: 5 * MB })
    .where('id', '=', uploaded)
    .execute()
  const { out } = await run('media', 'usage')
  assert.match(out, /^ana +5\.0 MB +1$/m)
  assert.match(out, /^media +2\.0 MB +1$/m)
  assert.match(out, /^Together 1 file, 2\.0 MB\./m)
  const { uploads } = await json('media', 'usage')
  assert.deepEqual(uploads, [{ username: 'ana', bytes: 5 * MB, count: 1 }])
})

test('missing media are fetched again without waiting for the pause after a failure', async (t) => {
  const { app, run, json } = await scene(t)
  const failed = await registeredMedium(app, 'attachment', 'https://127.0.0.1/a.png')
  await registeredMedium(app, 'attachment', 'https://127.0.0.1/never-looked-at.png')
  await failCopy(app, failed, { problem: ['media-gone', { host: '127.0.0.1', status: 404 }], isLasting: true })
  const dry = await json('media', 'refetch', '--dry-run')
  assert.deepEqual([dry.missing, dry.fetched, dry.failed], [1, 0, 0])
  assert.equal((await json('media', 'refetch', '--host', 'reef.test')).missing, 0)
  assert.equal(
    (await run('media', 'refetch')).out,
    '1 file is missing.\n0 fetched, 1 failed, 0 too large to be kept.\n1 × The address of 127.0.0.1 is not on the public internet.',
  )
  const row = await app.db.selectFrom('media').selectAll().where('id', '=', failed.id).executeTakeFirstOrThrow()
  assert.notEqual(row.problem?.[0], 'media-gone', 'it was tried')
  await copy(app, 'reef.test', 10)
  const full = await run.with({ env: { ATOLL_DISK_RESERVE: '100000000' } }, 'media', 'refetch')
  assert.deepEqual([full.code, /almost full/.test(full.err)], [EXIT.refused, true])
})

test('files and uses that have lost each other are repaired by hand', async (t) => {
  const { app, data, run, json } = await scene(t)
  assert.equal((await run('media', 'remove-unreferenced')).out, 'Everything is in order.')
  await copy(app, 'reef.test', 10)
  rmSync(join(data, 'media'), { recursive: true })
  assert.match(
    (await run('media', 'remove-unreferenced', '--dry-run')).out,
    /^1 copy whose file is missing: .*\nNothing was changed\.$/,
  )
  assert.equal((await json('media', 'remove-unreferenced')).copies_lost, 1)
  assert.deepEqual(await storedNames(app), [])
  assert.equal((await json('media', 'remove-unreferenced')).copies_lost, 0)
})

test('wrong options of these commands are answered with one sentence', async (t) => {
  const { run } = shell(t)
  const wrong: [string, number][] = [
    ['cache', EXIT.usage],
    ['cache prune --kind cookies', EXIT.usage],
    ['cache prune --older-than soon', EXIT.refused],
    ['cache prune --host a/b', EXIT.refused],
    ['cache status --hosts many', EXIT.refused],
    ['cache status --hosts 0', EXIT.refused],
    ['media', EXIT.usage],
    ['media refetch --kind accounts', EXIT.usage],
    ['media refetch --host ..', EXIT.refused],
  ]
  for (const [line, code] of wrong) {
    const printed = await run(...line.split(' '))
    assert.equal(printed.code, code, line)
    assert.match(printed.err, /\S{3}/, line)
    assert.doesNotMatch(printed.err, /^\s+at |\.ts:\d+/m, line)
  }
})
