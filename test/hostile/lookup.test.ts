/** What addresses typed into the search can reach, over real TLS sockets (cases 63 to 65 and 68). */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { loadConfig } from '../../src/config.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { SECOND } from '../../src/lib/durations.ts'
import type { Lookup } from '../../src/lib/http/connector.ts'
import { createSafeFetch } from '../../src/lib/http/safe-fetch.ts'
import { createLog } from '../../src/lib/log.ts'
import { createServer } from '../../src/server.ts'
import { createTestDatabase } from '../world/databases.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { PUBLIC } from '../world/peer-actor.ts'
import { listening } from './listening.ts'
import { stateOf } from './scene.ts'

const TYPE = { 'content-type': 'application/activity+json' }
const EVIL = 'https://evil.test'
const TOTAL_MS = 700
const MAX_ANSWER_MS = 3 * SECOND
const tls = (name: string) => readFileSync(new URL(`../world/tls/${name}`, import.meta.url), 'utf8')

/** Starts one of our servers, which reaches only evil.test, as if that were public. Returns ana's search there. */
async function searching(t: TestContext, evil: RequestListener) {
  const port = await listening(t, createTlsServer({ cert: tls('leaf.pem'), key: tls('leaf-key.pem') }, evil))
  const folder = mkdtempSync(join(tmpdir(), 'atoll-hostile-'))
  const database = await createTestDatabase(folder)
  // Host names of the attacker resolve to this machine.
  const lookup: Lookup = (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }])
  const http = createSafeFetch({
    userAgent: 'Atoll/test',
    totalTimeoutMs: TOTAL_MS,
    allowPrivateAddresses: false,
    ca: tls('ca.pem'),
    lookup,
    hostMap: (host) => (host === 'evil.test' ? { address: '127.0.0.1', port } : undefined),
  })
  const env = {
    ATOLL_HOST: 'lagoon.test',
    ATOLL_TRUSTED_PROXIES: 'loopback',
    ATOLL_DATABASE_URL: database.url,
    ATOLL_RATE_LIMITS: 'no',
  }
  const doors = { fetch: http.fetch, keys: createKeyPool(), log: createLog({ level: 'silent' }) }
  const server = await createServer(loadConfig({ env }), doors)
  t.after(async () => {
    await server.stop()
    await http.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const { user } = await createUser(server.app, { username: 'ana' })
  const { key } = await createToken(server.app, user, { name: 'test', scopes: ['read'] })
  const headers = { host: 'lagoon.test', authorization: `Bearer ${key}` }
  const search = async (q: string) => {
    const url = `https://lagoon.test/api/v2/search?${new URLSearchParams({ q, resolve: 'true' })}`
    const began = performance.now()
    const answer = await server.fetch(new Request(url, { headers }), { remoteAddress: '127.0.0.1' })
    assert.equal(answer.status, 200, `${q} ${answer.status}`)
    const ms = performance.now() - began
    assert.ok(ms < MAX_ANSWER_MS, `${q} took ${ms} ms`)
    const { accounts, statuses } = (await answer.json()) as { accounts: unknown[]; statuses: { uri: string }[] }
    return { accounts, statuses }
  }
  /** Asserts that nothing is found at an address, and nothing stored. */
  const findsNothing = async (q: string) => {
    const before = await stateOf(server.app)
    assert.deepEqual(await search(q), { accounts: [], statuses: [] }, q)
    await server.settle()
    assert.deepEqual(await stateOf(server.app), before, q)
  }
  return { search, findsNothing }
}

const actor = {
  id: `${EVIL}/users/mallory`,
  type: 'Person',
  preferredUsername: 'mallory',
  inbox: `${EVIL}/users/mallory/inbox`,
}

const noteAt = (path: string) => ({
  id: EVIL + path,
  type: 'Note',
  attributedTo: actor.id,
  content: '<p>found</p>',
  to: [PUBLIC],
})

test('no redirect and no name leads a search into our own network (cases 63, 64, 68)', async (t) => {
  let caught = 0
  const trap = await listening(
    t,
    createTcpServer((socket) => {
      caught++
      socket.destroy()
    }),
  )
  const inside = [
    `https://127.0.0.1:${trap}/`,
    `http://127.0.0.1:${trap}/`,
    'https://127.0.0.1/note',
    'https://[::1]/note',
    'https://[::ffff:7f00:1]/note',
    'https://2130706433/note',
    'https://169.254.169.254/latest/meta-data',
    'https://localhost/note',
    'https://inside.test/note',
    `https://inside.test:${trap}/note`,
    'http://evil.test/note',
    '//inside.test/note',
    'file:///etc/passwd',
    'gopher://127.0.0.1/x',
  ]
  const { search, findsNothing } = await searching(t, ({ url = '/' }, response) => {
    const { pathname, searchParams } = new URL(url, EVIL)
    const [, to, n] = pathname.split('/')
    if (to === 'to') return response.writeHead(302, { location: inside[Number(n)] }).end()
    const [, which] = /^acct:to(\d+)@evil\.test$/.exec(searchParams.get('resource') ?? '') ?? []
    if (which !== undefined) return response.writeHead(307, { location: inside[Number(which)] }).end()
    if (pathname === '/moved') return response.writeHead(301, { location: '/note' }).end()
    if (pathname === '/users/mallory') return response.writeHead(200, TYPE).end(JSON.stringify(actor))
    if (pathname === '/note') return response.writeHead(200, TYPE).end(JSON.stringify(noteAt('/note')))
    response.writeHead(404).end()
  })
  for (const [n, address] of inside.entries()) {
    if (URL.canParse(address)) await findsNothing(address)
    await findsNothing(`${EVIL}/to/${n}`)
    await findsNothing(`@to${n}@evil.test`)
  }
  for (const handle of ['@x@127.0.0.1', '@x@inside.test', `@x@127.0.0.1:${trap}`, '@x@[::1]', '@x@localhost'])
    await findsNothing(handle)
  assert.equal(caught, 0, 'no connection was made inside')
  const { statuses } = await search(`${EVIL}/moved`)
  assert.deepEqual(
    statuses.map(({ uri }) => uri),
    [`${EVIL}/note`],
    'an honest redirect is followed',
  )
})

test('an address that does not serve a post finds nothing (case 65)', async (t) => {
  const note = (path: string) => JSON.stringify(noteAt(path))
  const bomb = gzipSync(`${note('/bomb').slice(0, -1)},"x":"${'0'.repeat(24 * 1_048_576)}"}`)
  const answers: Record<string, [Record<string, string>, string | Buffer]> = {
    '/html': [{ 'content-type': 'text/html' }, note('/html')],
    '/link': [
      { 'content-type': 'text/html' },
      '<link rel=alternate type=application/activity+json href=https://inside.test/>',
    ],
    '/plain': [{ 'content-type': 'text/plain' }, note('/plain')],
    '/json': [{ 'content-type': 'application/json' }, note('/json')],
    '/image': [{ 'content-type': 'image/jpeg' }, note('/image')],
    '/untyped': [{}, note('/untyped')],
    '/utf16': [{ 'content-type': `${TYPE['content-type']}; charset=utf-16` }, Buffer.from(note('/utf16'), 'utf16le')],
    '/bomb': [{ ...TYPE, 'content-encoding': 'gzip' }, bomb],
    '/nested': [{ ...TYPE, 'content-encoding': 'gzip, gzip' }, gzipSync(bomb)],
    '/lying': [{ ...TYPE, 'content-encoding': 'br' }, note('/lying')],
    '/elsewhere': [TYPE, note('/another')],
    '/garbage': [TYPE, '{"id":'],
    '/list': [TYPE, `[${note('/list')}]`],
    '/empty': [TYPE, ''],
  }
  const { search, findsNothing } = await searching(t, ({ url = '/' }, response) => {
    const [headers, body] = answers[url] ?? []
    if (headers) return response.writeHead(200, headers).end(body)
    if (url === '/silence') return
    if (url === '/half') return response.writeHead(200, { ...TYPE, 'content-length': '5000' }).write(note('/half'))
    if (url === '/users/mallory') return response.writeHead(200, TYPE).end(JSON.stringify(actor))
    if (url === '/packed') {
      response.writeHead(200, { ...TYPE, 'content-encoding': 'gzip' })
      return response.end(gzipSync(note('/packed')))
    }
    response.writeHead(404).end()
  })
  for (const path of [...Object.keys(answers), '/silence', '/half', '/nowhere']) await findsNothing(EVIL + path)
  const { statuses } = await search(`${EVIL}/packed`)
  assert.equal(statuses.length, 1, 'an honestly compressed post is found')
})
