/**
 * Run in a process whose folder is a small disk: fills it, with the database and the media on it, and checks that errors
 * are clear, that nothing is damaged, and that all goes on later. `node full-disk/fill.ts FOLDER`
 */
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { createToken } from '../../../src/core/tokens/create.ts'
import { createHandler } from '../../../src/http.ts'
import { fetchFrom } from '../../../src/lib/http-server/web-standard.ts'
import { FolderStorage } from '../../../src/lib/storage/folder-storage.ts'
import { localUser, remoteAccount } from '../../world/accounts.ts'
import { copiedMedium } from '../../world/copies.ts'
import { createKeyPool } from '../../world/key-pool.ts'
import { signRequest } from '../../world/sign-request.ts'
import { createTestApp } from '../../world/test-app.ts'

const MB = 1_048_576
const folder = process.argv[2] as string

/** Takes all that is left on a disk. */
function fill(path: string): void {
  const file = openSync(path, 'w')
  for (const bytes of [65_536, 4_096])
    for (;;)
      try {
        writeSync(file, Buffer.alloc(bytes))
      } catch {
        break
      }
  closeSync(file)
}

await run()

async function run(): Promise<void> {
  const database = join(folder, 'atoll.db')
  await using world = await createTestApp({ databaseUrl: `sqlite:${database}`, env: { ATOLL_DISK_RESERVE: '4' } })
  const app = { ...world.app, storage: new FolderStorage(join(folder, 'media')) }
  const user = await localUser(app, 'ana')
  const { key } = await createToken(app, user.user, { name: 'test', scopes: ['read', 'write'] })
  const ask = fetchFrom(createHandler(app))
  const headers = { host: 'lagoon.test', authorization: `Bearer ${key}` }
  const post = (status: string) =>
    ask(
      new Request('https://lagoon.test/api/v1/statuses', {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ status }),
      }),
      {},
    )
  const stored: string[] = []
  const postAll = async (count: number) => {
    for (let at = 0; at < count; at++) {
      const answer = await post(randomBytes(200).toString('hex'))
      const { id, error } = (await answer.json()) as { id?: string; error?: string }
      if (answer.status !== 200) return { status: answer.status, error }
      stored.push(String(id))
    }
    return undefined
  }

  const actor = 'https://reef.test/users/bo'
  const keyId = `${actor}#main-key`
  const { publicPem, privatePem } = await createKeyPool().rsa()
  await remoteAccount(app, 'bo@reef.test', { keys: [{ keyId, kind: 'rsa', publicPem }] })
  const deliver = (id: number) => {
    const object = { id: `${actor}/notes/${id}`, type: 'Note', attributedTo: actor, content: 'x'.repeat(9_000) }
    const to = ['https://www.w3.org/ns/activitystreams#Public']
    const body = JSON.stringify({ id: `${actor}/creates/${id}`, type: 'Create', actor, to, object })
    const url = new URL('https://lagoon.test/inbox')
    const key = { keyId, privatePem }
    const signed = signRequest({ url, method: 'POST', body, key, now: app.clock.now() })
    return ask(new Request(url, { method: 'POST', headers: signed, body }), {})
  }
  await copiedMedium(app, 'attachment', 'https://reef.test/1.png', randomBytes(MB))
  assert.equal(await postAll(20), undefined)

  fill(join(folder, 'ballast'))
  assert.ok(statfsSync(folder).bavail * statfsSync(folder).bsize < 8_192)
  const refused = await postAll(2_000)
  assert.deepEqual(refused, {
    status: 507,
    error: 'This server has no space left on its disk. Its administrators must make room.',
  })
  const together = await Promise.all(Array.from({ length: 20 }, (_, at) => post(`at once ${at} ${'x'.repeat(400)}`)))
  assert.deepEqual([...new Set(together.map(({ status }) => status))], [507])
  const delivered = await deliver(1)
  assert.deepEqual([delivered.status, Number(delivered.headers.get('retry-after')) > 0], [429, true])
  const form = new FormData()
  form.set('file', new Blob([randomBytes(MB)], { type: 'image/png' }), 'a.png')
  const upload = new Request('https://lagoon.test/api/v2/media', { method: 'POST', headers, body: form })
  assert.equal((await ask(upload, {})).status, 507)

  // Reading goes on.
  const health = await ask(new Request('https://lagoon.test/health', { headers }), {})
  assert.deepEqual([health.status, (await health.text()).split('\n')[0]], [200, 'OK'])
  for (const path of [`statuses/${stored[0]}`, 'accounts/verify_credentials', 'timelines/home'])
    assert.equal((await ask(new Request(`https://lagoon.test/api/v1/${path}`, { headers }), {})).status, 200, path)

  rmSync(join(folder, 'ballast'))
  assert.equal(await postAll(20), undefined)
  assert.equal((await deliver(1)).status, 202)
  const rows = await app.db.selectFrom('statuses').select('id').orderBy('id').execute()
  assert.deepEqual(
    rows.map(({ id }) => String(id)),
    stored,
    'what was answered with 200 is there, and nothing else',
  )
  assert.equal(await app.storage.sweep(Number.MAX_VALUE), 0, 'no half of an upload is left')
  const check = new DatabaseSync(database, { readOnly: true })
  assert.deepEqual({ ...check.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' })
  check.close()
}
