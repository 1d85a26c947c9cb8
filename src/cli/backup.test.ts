/** Backups, made as an operator makes them, and restored as `docs/operating/backup.md` says. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { createTestDatabase } from '../../test/world/databases.ts'
import { createEmptyDatabase } from '../../test/world/empty-database.ts'
import { createKeyPool } from '../../test/world/key-pool.ts'
import { mode } from '../../test/world/mode.ts'
import { fileForm, picture } from '../../test/world/photograph.ts'
import { shell } from '../../test/world/shell.ts'
import { loadConfig } from '../config.ts'
import { createServer, type Server } from '../server.ts'
import { EXIT } from './cli.ts'

const ORIGIN = 'http://localhost:4999'

/** Why backups of the database of this run cannot be made and restored here; undefined if they can. */
function whyNoBackup(): string | undefined {
  if (mode.postgres === undefined) return undefined
  try {
    const major = /\d+/.exec(execFileSync('pg_dump', ['--version'], { encoding: 'utf8' }))?.[0]
    const server = /\d+/.exec(
      execFileSync('psql', [mode.postgres, '-Atc', 'show server_version'], { encoding: 'utf8' }),
    )
    return Number(major) >= Number(server?.[0]) ? undefined : 'pg_dump is older than the server'
  } catch {
    return 'pg_dump is not installed'
  }
}

/** A running server with its own database and data folder, and a command line beside it. */
async function start(databaseUrl: string, data: string): Promise<Server> {
  const env = { ATOLL_DATA: data, ATOLL_PORT: '4999', ATOLL_DATABASE_URL: databaseUrl, ATOLL_LOG_LEVEL: 'silent' }
  const server = await createServer(loadConfig({ env }), { keys: createKeyPool() })
  await server.start({ listens: false })
  return server
}

async function scene(t: TestContext) {
  const folder = shell(t).folder
  const database = await createTestDatabase(folder)
  const data = join(folder, 'data')
  const server = await start(database.url, data)
  t.after(async () => {
    await server.stop()
    await database.drop()
  })
  const { run, json } = shell(t, { ATOLL_DATA: data, ATOLL_DATABASE_URL: database.url })
  await run('user', 'create', 'ana')
  const { key } = await json('token', 'create', 'ana', '--scopes', 'read write')
  const call = callWith(key)
  return { folder, data, server, run, json, call }
}

function callWith(key: string) {
  return async ({ fetch }: Server, path: string, body?: FormData) => {
    const headers = { authorization: `Bearer ${key}` }
    const response = await fetch(new Request(ORIGIN + path, body ? { method: 'POST', headers, body } : { headers }), {})
    assert.equal(response.status, 200, `${path}: ${response.status}`)
    return response.json()
  }
}

type Call = ReturnType<typeof callWith>

async function postPicture(call: Call, server: Server, text: string) {
  const upload = await call(server, '/api/v2/media', fileForm(await picture({ width: 320, height: 240 })))
  const form = new FormData()
  form.set('status', text)
  form.append('media_ids[]', upload.id)
  return call(server, '/api/v1/statuses', form)
}

async function bytesAt({ fetch }: Server, url: string): Promise<Buffer> {
  const response = await fetch(new Request(url), {})
  assert.equal(response.status, 200, url)
  return Buffer.from(await response.arrayBuffer())
}

/** The steps of `docs/operating/backup.md`, into a new folder and a new database, and a start. */
async function restore(t: TestContext, backup: string, folder: string): Promise<Server> {
  const data = join(folder, 'restored')
  mkdirSync(data)
  cpSync(`${backup}.media`, join(data, 'media'), { recursive: true })
  cpSync(`${backup}.key`, join(data, 'secret.key'))
  if (mode.postgres === undefined) {
    cpSync(backup, join(data, 'atoll.db'))
    const server = await start(`sqlite:${join(data, 'atoll.db')}`, data)
    t.after(() => server.stop())
    return server
  }
  const empty = await createEmptyDatabase(folder)
  execFileSync('pg_restore', ['--no-owner', `--dbname=${empty.url}`, backup])
  const server = await start(empty.url, data)
  t.after(async () => {
    await server.stop()
    await empty.drop()
  })
  return server
}

test('a backup of a running server is restored elsewhere, with its posts and pictures', async (t) => {
  const why = whyNoBackup()
  if (why) return t.skip(why)
  const { folder, server, json, call } = await scene(t)
  const post = await postPicture(call, server, 'a green sea')
  const url = post.media_attachments[0].url
  const shown = await bytesAt(server, url)

  const file = join(folder, 'backup')
  const made = await json('backup', file, '--with-key')
  assert.equal(made.bytes, statSync(file).size)
  assert.deepEqual([made.media.files, made.media.missing], [2, []], 'the picture and its preview')
  const later = await postPicture(call, server, 'later')
  await server.stop()

  const restored = await restore(t, file, folder)
  const [only, ...others] = await call(restored, `/api/v1/accounts/${post.account.id}/statuses`)
  assert.deepEqual([only.id, only.media_attachments[0].url, others], [post.id, url, []])
  assert.deepEqual(await bytesAt(restored, url), shown)
  const next = await postPicture(call, restored, 'after the restore')
  assert.ok(BigInt(next.id) > BigInt(later.id), 'the id of a post that the backup lacks is not used again (Q-12)')
})

test('a backup ends although the server writes all the time', async (t) => {
  const why = whyNoBackup()
  if (why) return t.skip(why)
  const { folder, server, run } = await scene(t)
  const { db } = server.app
  for (let batch = 0; batch < 10; batch++) {
    const rows = Array.from({ length: 1_000 }, (_, at) => ({ kind: `${batch} ${at} ${'x'.repeat(2_000)}` }))
    await db.insertInto('cache_sizes').values(rows).execute()
  }
  const patience = AbortSignal.timeout(30_000)
  let isOver = false
  const writing = (async () => {
    for (let write = 0; !isOver && !patience.aborted; write++)
      await db
        .insertInto('cache_sizes')
        .values({ kind: `write ${write}` })
        .execute()
  })()
  const { code, err } = await run('backup', join(folder, 'backup'))
  assert.equal(patience.aborted, false, 'it did not wait for the last write')
  isOver = true
  await writing
  assert.equal(code, EXIT.ok, err)
})

test('uploads are included and copies are not, unless somebody wants it otherwise', async (t) => {
  const why = whyNoBackup()
  if (why) return t.skip(why)
  const { folder, data, server, run, json, call } = await scene(t)
  await postPicture(call, server, 'ours')
  const hash = 'ab'.repeat(32)
  const file = { hash, bytes: 5, media_type: 'image/png', refs: 1, pinned_until: 0, created_at: 0 }
  await server.app.db.insertInto('media_files').values(file).execute()
  const files = async (...options: string[]) => {
    const path = join(folder, `backup${options.join('')}`)
    const { media } = await json('backup', path, ...options)
    assert.equal(existsSync(`${path}.media`), media !== undefined)
    return media
  }
  assert.deepEqual((await files()).files, 2)
  assert.equal(await files('--without-media'), undefined)
  const all = await files('--with-copies')
  assert.deepEqual([all.files, all.missing], [2, [hash]], 'a file that has vanished is named')
  rmSync(join(data, 'media'), { recursive: true })
  const { code, out } = await run('backup', join(folder, 'incomplete'))
  assert.equal(code, EXIT.ok)
  assert.match(out, /^2 files are missing: /m)
})

test('a backup never overwrites anything, and leaves nothing behind if it fails or is stopped', async (t) => {
  const { run, folder } = shell(t)
  await run('user', 'create', 'ana')
  const file = join(folder, 'copy.db')
  assert.equal((await run('backup', file)).code, EXIT.ok)
  const copy = new DatabaseSync(file, { readOnly: true })
  assert.equal(copy.prepare("select count(*) as n from accounts where username = 'ana'").get()?.n, 1)
  copy.close()
  const before = readdirSync(folder).sort()
  assert.equal((await run('backup', file)).code, EXIT.refused)
  assert.match(
    (await run('backup', join(folder, 'no', 'such', 'folder.db'))).err,
    /^atoll: The folder .*such does not exist/,
  )
  const noKey = await run('backup', join(folder, 'keyless'), '--with-key')
  assert.match(noKey.err, /^atoll: There is no secret key/)
  const stopped = await run.with({ stopRequested: async () => {} }, 'backup', join(folder, 'stopped'))
  assert.deepEqual(stopped, {
    code: EXIT.stopped,
    out: '',
    err: 'atoll: The backup was stopped. Nothing is left of it.',
  })
  assert.deepEqual(readdirSync(folder).sort(), before)
})

test('a backup that cannot be made says why, in one sentence', async (t) => {
  const { run, folder } = shell(t)
  await run('user', 'create', 'ana')
  const says = async (env: Record<string, string>, file = join(folder, 'copy')) =>
    (await run.with({ env }, 'backup', file)).err
  assert.match(
    await says({ ATOLL_DATA: join(folder, 'empty') }),
    /^atoll: The backup failed: There is no database at .*\.$/,
  )
  const refused = { ATOLL_DATABASE_URL: 'postgres://ana:secret@localhost:1/x' }
  assert.match(await says(refused), /^atoll: The backup failed: The database does not respond\..*ECONNREFUSED/)
  assert.doesNotMatch(await says(refused), /secret|\n/)
})
