import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { localAccount } from '../../../test/world/accounts.ts'
import { createTestDatabase } from '../../../test/world/databases.ts'
import { createKeyPool } from '../../../test/world/key-pool.ts'
import { mode } from '../../../test/world/mode.ts'
import { SECRET_KEY } from '../../../test/world/secret-key.ts'
import { until } from '../../../test/world/until.ts'
import { loadConfig } from '../../config.ts'
import { createStatus } from '../../core/statuses/create.ts'
import { deleteStatus } from '../../core/statuses/delete.ts'
import { outgoingResponse, type SafeFetch } from '../../lib/http/outgoing.ts'
import { createLog } from '../../lib/log.ts'
import { createServer } from '../../server.ts'

const ORIGIN = 'http://localhost:3000'
const TOPICS = ['/@ana.atom', '/local.atom', '/tags/sea.atom'].map((path) => ORIGIN + path)
const POSTS = 20

test('two processes on one database send every change of a feed, and the last state last', {
  skip: mode.postgres ? false : 'SQLite has one process',
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-hub-'))
  const database = await createTestDatabase(folder)
  const received: { to: string; text: string }[] = []
  const fetch: SafeFetch = async ({ url, body: sent = '' }) => {
    if (sent) received.push({ to: new URL(url).pathname, text: Buffer.from(sent).toString() })
    const body = Buffer.from(new URL(url).searchParams.get('hub.challenge') ?? '')
    return outgoingResponse({ status: 200, headers: {}, url, body })
  }
  const config = loadConfig({
    env: { ATOLL_DATABASE_URL: database.url, ATOLL_SECRET_KEY: SECRET_KEY, ATOLL_DATA: folder },
  })
  const open = () => createServer(config, { fetch, keys: createKeyPool(), log: createLog({ level: 'silent' }) })
  try {
    await using one = await open()
    await using two = await open()
    for (const server of [one, two]) await server.start({ listens: false })
    const ana = await localAccount(one.app, 'ana')
    for (const [n, topic] of TOPICS.entries()) {
      const body = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.topic': topic,
        'hub.callback': `https://x.test/${n}`,
      })
      const request = new Request(`${ORIGIN}/websub`, { method: 'POST', body, headers: { host: 'localhost:3000' } })
      assert.equal((await one.fetch(request, { remoteAddress: '127.0.0.1' })).status, 202)
    }
    const count = async (table: 'jobs' | 'websub_subscriptions') =>
      (await one.app.db.selectFrom(table).select('id').execute()).length
    await until('the subscriptions', async () => (await count('websub_subscriptions')) === TOPICS.length)
    const [kept, deleted]: [string[], string[]] = [[], []]
    const write = async ({ app }: typeof one, by: number) => {
      for (let n = 0; n < POSTS; n++) {
        const { id, uri } = await createStatus(app, ana, { text: `${by}, ${n}. #sea` })
        if (n % 4 > 0) kept.push(uri)
        else await deleteStatus(app, ana, id).then(() => deleted.push(uri))
      }
    }
    await Promise.all([one, two, one, two].map(write))
    await until('nothing is left to be sent', async () => (await count('jobs')) === 0)
    for (const [n] of TOPICS.entries()) {
      const told = received.filter(({ to }) => to === `/${n}`).map(({ text }) => text)
      const lastOf = (uri: string) =>
        told.findLast((text) => text.includes(`${uri}<`) || text.includes(`"${uri}"`)) ?? ''
      const isDeletion = (uri: string) => lastOf(uri).includes(`<at:deleted-entry ref="${uri}"`)
      assert.deepEqual(
        kept.filter((uri) => lastOf(uri) === '' || isDeletion(uri)),
        [],
      )
      assert.deepEqual(
        deleted.filter((uri) => !isDeletion(uri)),
        [],
      )
    }
  } finally {
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
})
