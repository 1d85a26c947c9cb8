/** What addresses typed into the search can reach, over real TLS sockets (cases 63 to 65 and 68). */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { loadConfig } from '../../src/config.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { fetchActor } from '../../src/federation/fetch/actor.ts'
import { createBudget } from '../../src/federation/fetch/budget.ts'
import { type Clock, systemClock } from '../../src/lib/clock.ts'
import { SECOND } from '../../src/lib/durations.ts'
import type { Lookup } from '../../src/lib/http/connector.ts'
import { createSafeFetch } from '../../src/lib/http/safe-fetch.ts'
import { createLog } from '../../src/lib/log.ts'
import { createServer } from '../../src/server.ts'
import { remoteAccount } from '../world/accounts.ts'
import { TestClock } from '../world/clock.ts'
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

/**
 * Starts one of our servers, which reaches only evil.test, as if that were public. Returns ana's search there.
 * @param options.totalTimeoutMs of one request of the server
 */
async function searching(
  t: TestContext,
  evil: RequestListener,
  { totalTimeoutMs = TOTAL_MS, clock = systemClock() }: { totalTimeoutMs?: number; clock?: Clock } = {},
) {
  const port = await listening(t, createTlsServer({ cert: tls('leaf.pem'), key: tls('leaf-key.pem') }, evil))
  const folder = mkdtempSync(join(tmpdir(), 'atoll-hostile-'))
  const database = await createTestDatabase(folder)
  // Host names of the attacker resolve to this machine.
  const lookup: Lookup = (_, __, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }])
  const http = createSafeFetch({
    userAgent: 'Atoll/test',
    totalTimeoutMs,
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
  const doors = { clock, fetch: http.fetch, keys: createKeyPool(), log: createLog({ level: 'silent' }) }
  const server = await createServer(loadConfig({ env }), doors)
  t.after(async () => {
    await server.stop()
    await http.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  const { user } = await createUser(server.app, { username: 'ana' })
  const { key } = await createToken(server.app, user, { name: 'test', scopes: ['read', 'write'] })
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
  const follow = async (uri: string) => {
    const init = { method: 'POST', headers, body: new URLSearchParams({ uri }) }
    const answer = await server.fetch(new Request('https://lagoon.test/api/v1/follows', init), {})
    return { status: answer.status, error: ((await answer.json()) as { error: string }).error }
  }
  return { app: server.app, search, findsNothing, follow }
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

/** Each answer of evil.test takes this long, by the clock of our server. */
const SLOW_MS = 9 * SECOND
/** A look-up by a user ends after 30 seconds, in the fourth answer. */
const ANSWERS_IN_TIME = 4

/** Answers slowly: a page, its post, the author, the author's handle, and mentions without end. */
function slowChain(clock: TestClock): { listener: RequestListener; asked: string[] } {
  const asked: string[] = []
  const mentions = Array.from({ length: 20 }, (_, at) => ({ type: 'Mention', href: `${EVIL}/users/mentioned${at}` }))
  const listener: RequestListener = async ({ url = '/' }, response) => {
    asked.push(url)
    await clock.advance(SLOW_MS)
    const { pathname, searchParams } = new URL(url, EVIL)
    const link = { rel: 'self', type: 'application/activity+json', href: actor.id }
    const subject = searchParams.get('resource')
    if (pathname === '/moved') return response.writeHead(302, { location: '/page' }).end()
    if (pathname === '/page')
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end(`<link rel=alternate type=application/activity+json href=${EVIL}/note>`)
    if (subject !== null) return response.writeHead(200, TYPE).end(JSON.stringify({ subject, links: [link] }))
    const document = pathname === '/note' ? { ...noteAt('/note'), tag: mentions } : actor
    return response.writeHead(200, TYPE).end(JSON.stringify({ ...document, id: EVIL + pathname }))
  }
  return { listener, asked }
}

test('a search waits 30 seconds for other servers in all, however many slow answers it needs', async (t) => {
  const clock = new TestClock()
  const { listener, asked } = slowChain(clock)
  const { search } = await searching(t, listener, { totalTimeoutMs: 90 * SECOND, clock })
  const began = clock.now()
  assert.deepEqual(await search(`${EVIL}/moved`), { accounts: [], statuses: [] })
  assert.equal(asked.length, ANSWERS_IN_TIME, asked.join(' '))
  assert(clock.now() - began <= ANSWERS_IN_TIME * SLOW_MS)
  const { statuses } = await search(`${EVIL}/note`)
  assert.equal(statuses.length, 1, 'what arrived in time is shown, without the mentions that did not')
})

test('a server that never answers ends a search and a follow after 30 seconds, with what is known here', async (t) => {
  const clock = new TestClock()
  let asked = 0
  const { app, search, follow } = await searching(t, () => void asked++, { totalTimeoutMs: 90 * SECOND, clock })
  const known = await remoteAccount(app, 'mallory@evil.testing')
  /** Starts work that asks evil.test, and lets 30 seconds pass, in which it has not ended. */
  const wait = async <T>(work: Promise<T>): Promise<T> => {
    const ended = work.then(() => true)
    for (const before = asked; asked === before; ) assert(!(await Promise.race([ended, sleep(5)])))
    await clock.advance(29 * SECOND)
    assert(!(await Promise.race([ended, sleep(50)])))
    await clock.advance(SECOND)
    return work
  }
  assert.deepEqual(await wait(search(`${EVIL}/note`)), { accounts: [], statuses: [] })
  const accounts = (await wait(search('mallory@evil.test'))).accounts as { id: string }[]
  assert.deepEqual(
    accounts.map(({ id }) => id),
    [String(known.id)],
  )
  const { status, error } = await wait(follow('mallory@evil.test'))
  assert.equal(status, 503)
  assert.match(error, /^evil\.test cannot be reached right now\. evil\.test took too long to answer/)
})

test('a search does not wait longer for a fetch that somebody else has started', async (t) => {
  const clock = new TestClock()
  const asked = Promise.withResolvers<void>()
  const { app, follow } = await searching(t, () => asked.resolve(), { totalTimeoutMs: 90 * SECOND, clock })
  const other = fetchActor(app, actor.id, { budget: createBudget({ cause: { kind: 'us' } }) }).catch(() => {})
  await asked.promise
  const joined = follow(actor.id)
  const ended = joined.then(() => true)
  while (!(await Promise.race([ended, sleep(5)]))) await clock.advance(SECOND)
  assert.equal((await joined).status, 503)
  assert.equal(await Promise.race([other.then(() => 'ended'), sleep(5, 'waits')]), 'waits')
})
