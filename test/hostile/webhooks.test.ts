/** Webhooks that lead where nothing may be sent, with the real HTTP client (case 72, R-03). */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.ts'
import { createUser } from '../../src/core/users/create.ts'
import { testWebhook } from '../../src/core/webhooks/ask.ts'
import { createWebhook } from '../../src/core/webhooks/change.ts'
import { listDeliveries } from '../../src/core/webhooks/find.ts'
import type { Lookup } from '../../src/lib/http/connector.ts'
import { createSafeFetch } from '../../src/lib/http/safe-fetch.ts'
import { createLog } from '../../src/lib/log.ts'
import { createServer } from '../../src/server.ts'
import { createTestDatabase } from '../world/databases.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { SECRET_KEY } from '../world/secret-key.ts'
import { listening } from './listening.ts'

test('a webhook whose name leads to a private address is never connected to', async (t) => {
  let connections = 0
  await listening(
    t,
    createTcpServer(() => void connections++),
  )
  const folder = mkdtempSync(join(tmpdir(), 'atoll-hostile-'))
  const database = await createTestDatabase(folder)
  const lookup: Lookup = (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])
  const http = createSafeFetch({ userAgent: 'Atoll/test', allowPrivateAddresses: false, lookup })
  const env = {
    ...{ ATOLL_HOST: 'lagoon.test', ATOLL_TRUSTED_PROXIES: 'loopback' },
    ...{ ATOLL_DATABASE_URL: database.url, ATOLL_SECRET_KEY: SECRET_KEY },
  }
  const doors = { fetch: http.fetch, keys: createKeyPool(), log: createLog({ level: 'silent' }) }
  const server = await createServer(loadConfig({ env }), doors)
  try {
    const { app } = server
    const { user } = await createUser(app, { username: 'eve' })
    const input = { url: 'https://inside.evil.test/', events: ['status.posted'] }
    const { webhook } = await createWebhook(app, user, input)
    await testWebhook(app, user, webhook.id)
    await server.settle()
    const [delivery] = await listDeliveries(app, webhook, { limit: 1 })
    assert.deepEqual([delivery?.state, delivery?.attempts, delivery?.status], ['waiting', 1, null])
    assert.match(delivery?.error ?? '', /inside\.evil\.test/)
    assert.doesNotMatch(delivery?.error ?? '', /127\.0\.0\.1/, 'nobody learns of our network')
    assert.equal(connections, 0)
  } finally {
    await server.stop()
    await http.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
})
