import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { type TestContext, test } from 'node:test'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Lookup } from './connector.ts'
import { FetchError, type FetchFailure } from './fetch-error.ts'
import { EXPIRED_CERT, TEST_CERT, TEST_KEY } from './fixtures/lagoon-cert.ts'
import type { OutgoingRequest } from './outgoing.ts'
import { createSafeFetch, type SafeFetchOptions } from './safe-fetch.ts'

/** Listens on loopback until the test ends. Returns the port. */
async function listen(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket)).on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const serve = async (t: TestContext, listener: RequestListener) =>
  `http://127.0.0.1:${await listen(t, createServer(listener))}`

/** A TCP server that calls `onRequest` once it has received bytes. */
const raw = async (t: TestContext, onRequest: (socket: Socket) => void) =>
  `http://127.0.0.1:${await listen(
    t,
    createTcpServer((socket) => socket.once('data', () => onRequest(socket))),
  )}/`

function client(t: TestContext, options: Partial<SafeFetchOptions> = {}) {
  const made = createSafeFetch({ userAgent: 'Atoll/test', allowPrivateAddresses: true, ...options })
  t.after(() => made.close())
  return made.fetch
}

async function fails(answer: Promise<unknown>, reason: FetchFailure): Promise<FetchError> {
  const error = await answer.then(
    () => assert.fail(`expected ${reason}`),
    (error: unknown) => error,
  )
  assert.ok(error instanceof FetchError, String(error))
  assert.equal(error.reason, reason, `${error.message} ${error.cause}`)
  return error
}

test('GET, POST and HEAD send headers, body and signature, and return the answer', async (t) => {
  const seen: { method?: string | undefined; headers: IncomingMessage['headers']; body: string }[] = []
  const origin = await serve(t, async (request, response) => {
    let body = ''
    for await (const chunk of request) body += chunk
    seen.push({ method: request.method, headers: request.headers, body })
    response.writeHead(request.method === 'POST' ? 202 : 200, {
      'content-type': 'application/json',
      'x-two': ['a', 'b'],
    })
    response.end('{"a":"\\u0000b"}')
  })
  const fetch = client(t)
  const got = await fetch({ url: `${origin}/x?y=1#z`, headers: { Accept: 'application/json' } })
  assert.equal(got.status, 200)
  assert.equal(got.url, `${origin}/x?y=1`)
  assert.equal(got.headers['x-two'], 'a, b')
  assert.deepEqual(got.json(), { a: 'b' })
  assert.equal(seen[0]?.headers['user-agent'], 'Atoll/test')
  const posted = await fetch({
    url: origin,
    method: 'POST',
    body: 'hé',
    sign: ({ method, url }) => ({ signature: `${method} ${url.pathname}` }),
  })
  assert.equal(posted.status, 202)
  assert.equal(seen[1]?.body, 'hé')
  assert.equal(seen[1]?.headers.signature, 'POST /')
  assert.equal((await fetch({ url: origin, method: 'HEAD' })).body.length, 0)
})

test('an error status is an answer, not a failure', async (t) => {
  const origin = await serve(t, (_, response) =>
    response.writeHead(503, { 'retry-after': '5' }).end('x'.repeat(100_000)),
  )
  const answer = await client(t)({ url: origin, accept: () => false })
  assert.equal(answer.status, 503)
  assert.equal(answer.headers['retry-after'], '5')
  assert.equal(answer.body.length, 16_384)
})

test('private addresses are refused in every spelling (R-03, case 63)', async (t) => {
  let hits = 0
  const port = await listen(
    t,
    createServer((_, response) => response.end(String(++hits))),
  )
  const fetch = client(t, { allowPrivateAddresses: false, hostMap: () => undefined })
  const hosts = [
    '127.0.0.1',
    '2130706433',
    '0177.0.0.1',
    '0x7f.1',
    '127.1',
    '127.0.0.1.',
    '[::1]',
    '[::ffff:7f00:1]',
    '[::]',
    '0.0.0.0',
    '①②⑦.0.0.1',
    '169.254.169.254',
    '[64:ff9b::7f00:1]',
    'localhost',
    'localhost.',
  ]
  for (const host of hosts) {
    const error = await fails(fetch({ url: `https://${host}/` }), 'address')
    assert.equal(error.transient, false)
    await fails(fetch({ url: `http://${host}/`, allowHttp: true }), 'address')
    await fails(fetch({ url: `http://${host}:${port}/`, allowHttp: true }), 'port')
  }
  await fails(fetch({ url: 'https://good@127.0.0.1/' }), 'bad-url')
  await fails(fetch({ url: 'https://[fe80::1%25lo]/' }), 'bad-url')
  await fails(fetch({ url: 'http://reef.test/' }), 'scheme')
  for (const url of ['file:///etc/passwd', 'gopher://reef.test/', 'data:,x', 'acct:a@b'])
    await fails(fetch({ url }), 'scheme')
  assert.equal(hits, 0)
})

test('a name is checked by the address that the socket connects to (R-02)', async (t) => {
  const lookups: string[] = []
  const answers: Record<string, string[]> = {
    'inside.test': ['10.0.0.1', '::1'],
    'mapped.test': ['::ffff:127.0.0.1'],
  }
  const lookup: Lookup = (host, _, callback) => {
    lookups.push(host)
    const found = answers[host]
    if (!found) return callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
    callback(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  }
  const fetch = client(t, { allowPrivateAddresses: false, lookup })
  await fails(fetch({ url: 'https://inside.test/' }), 'address')
  await fails(fetch({ url: 'https://mapped.test/' }), 'address')
  assert.equal((await fails(fetch({ url: 'https://nowhere.test/' }), 'dns')).transient, true)
  assert.deepEqual(
    lookups,
    ['inside.test', 'mapped.test', 'nowhere.test'],
    'one lookup per connection, so there is no second one that could answer differently',
  )
})

test('if a name has a public and a private address, only the public one is tried (case 63)', async (t) => {
  const lookup: Lookup = (_, __, callback) =>
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '2001:db9::1', family: 6 },
    ])
  const port = await listen(t, createServer())
  const fetch = client(t, { allowPrivateAddresses: false, lookup, connectTimeoutMs: 1000 })
  assert.ok(port > 0)
  const error = await fetch({ url: 'https://both.test/' }).catch((error: unknown) => error)
  assert.ok(error instanceof FetchError && ['connect', 'timeout'].includes(error.reason), String(error))
})

test('redirects are followed up to a limit, and each hop is validated and signed again (R-04, case 64)', async (t) => {
  const signed: string[] = []
  const seen: string[] = []
  const origin = await serve(t, (request, response) => {
    seen.push(
      `${request.method} ${request.url} ${request.headers.signature ?? ''} ${request.headers.authorization ?? ''}`,
    )
    const [, to = ''] = /to=(.*)/.exec(decodeURIComponent(request.url ?? '')) ?? []
    if (to) response.writeHead(request.url?.startsWith('/303') ? 303 : 302, { location: to }).end()
    else response.end('here')
  })
  const other = await serve(t, (request, response) => response.end(`auth=${request.headers.authorization}`))
  const fetch = client(t)
  const go = (to: string, more: Partial<OutgoingRequest> = {}) =>
    fetch({ url: `${origin}/?to=${encodeURIComponent(to)}`, ...more })
  const sign: OutgoingRequest['sign'] = ({ url }) => {
    signed.push(url.pathname)
    return { signature: url.pathname }
  }

  const answer = await go('/end', { sign, headers: { Authorization: 'secret' } })
  assert.equal(answer.url, `${origin}/end`)
  assert.deepEqual(signed, ['/', '/end'])
  assert.ok(seen.includes('GET /end /end secret'))
  assert.equal((await go(`${other}/`, { headers: { authorization: 'secret' } })).text(), 'auth=undefined')
  assert.equal((await go(`//${other.slice('http://'.length)}/`)).status, 200)

  await fails(go('/?to=/?to=/?to=/?to=/end'), 'redirects')
  await fails(fetch({ url: `${origin}/loop?to=${encodeURIComponent('/loop?to=/loop')}`, maxRedirects: 1 }), 'redirects')
  await fails(go('file:///etc/passwd'), 'scheme')
  await fails(go('gopher://x/'), 'scheme')
  await fails(go('http://user@127.0.0.1/'), 'bad-url')
  await fails(go('http://'), 'bad-url')

  assert.equal((await go('/end', { method: 'POST', body: 'x' })).status, 302)
  seen.length = 0
  await fetch({ url: `${origin}/303?to=/end`, method: 'POST', body: 'x', maxRedirects: 1 })
  assert.match(seen[1] ?? '', /^GET \/end/)
})

test('a redirect into a private network or to another port is refused (R-04)', async (t) => {
  const port = await listen(
    t,
    createTlsServer({ cert: TEST_CERT, key: TEST_KEY }, (request, response) => {
      response.writeHead(302, { location: decodeURIComponent(request.url?.slice(1) ?? '') }).end()
    }),
  )
  const hostMap = (host: string) => (host === 'lagoon.test' ? { address: '127.0.0.1', port } : undefined)
  const fetch = client(t, { allowPrivateAddresses: false, hostMap, ca: TEST_CERT })
  const go = (to: string) => fetch({ url: `https://lagoon.test/${encodeURIComponent(to)}`, allowHttp: true })
  await fails(go('https://127.0.0.1/'), 'address')
  await fails(go(`https://127.0.0.1:${port}/`), 'port')
  await fails(go('http://lagoon.test/'), 'redirect-scheme')
})

test('an untrusted, mismatched or expired certificate fails the request (R-129, case 66)', async (t) => {
  const port = await listen(
    t,
    createTlsServer({ cert: TEST_CERT, key: TEST_KEY }, (_, response) => response.end('ok')),
  )
  const mute = await listen(
    t,
    createTcpServer(() => {}),
  )
  const hostMap = (host: string) => ({ address: '127.0.0.1', port: host === 'mute.test' ? mute : port })
  const trusting = client(t, { hostMap, ca: TEST_CERT, connectTimeoutMs: 600 })
  assert.equal((await trusting({ url: 'https://lagoon.test/' })).text(), 'ok')
  await fails(trusting({ url: 'https://reef.test/' }), 'tls')
  await fails(trusting({ url: 'https://mute.test/' }), 'timeout')
  await fails(client(t, { hostMap })({ url: 'https://lagoon.test/' }), 'tls')
  const expired = await listen(
    t,
    createTlsServer({ cert: EXPIRED_CERT, key: TEST_KEY }, (_, response) => response.end('ok')),
  )
  const lateMap = () => ({ address: '127.0.0.1', port: expired })
  const late = client(t, { hostMap: lateMap, ca: EXPIRED_CERT })
  const isExpired = (error: Error) => /expired/.test(String(error.cause))
  await assert.rejects(late({ url: 'https://lagoon.test/' }), isExpired)
  await fails(late({ url: 'https://lagoon.test/' }), 'tls')
})

test('bodies are decompressed only up to the limit (R-111, case 65)', async (t) => {
  const bomb = Buffer.alloc(20_000_000)
  const packed: Record<string, [string, Buffer]> = {
    '/gzip': ['gzip', gzipSync('hello')],
    '/deflate': ['deflate', deflateSync('hello')],
    '/raw': ['deflate', deflateRawSync('hello')],
    '/br': ['br', brotliCompressSync('hello')],
    '/zstd': ['ZSTD', zstdCompressSync('hello')],
    '/none': ['identity', Buffer.from('hello')],
    '/bomb-gzip': ['gzip', gzipSync(bomb)],
    '/bomb-deflate': ['deflate', deflateSync(bomb)],
    '/bomb-br': ['br', brotliCompressSync(bomb)],
    '/nested': ['gzip, gzip', gzipSync(gzipSync('hello'))],
    '/unknown': ['compress', Buffer.from('hello')],
    '/lying': ['gzip', Buffer.from('hello')],
    '/cut': ['gzip', gzipSync('hello'.repeat(50)).subarray(0, 15)],
  }
  const origin = await serve(t, (request, response) => {
    const [encoding, body] = packed[request.url ?? ''] ?? ['', Buffer.alloc(0)]
    response.writeHead(200, { 'content-encoding': encoding }).end(body)
  })
  const fetch = client(t)
  for (const path of ['/gzip', '/deflate', '/raw', '/br', '/zstd', '/none']) {
    assert.equal((await fetch({ url: origin + path })).text(), 'hello', path)
  }
  for (const path of ['/bomb-gzip', '/bomb-deflate', '/bomb-br']) {
    await fails(fetch({ url: origin + path }), 'too-large')
    assert.equal((await fetch({ url: origin + path, truncate: true, maxBytes: 1000 })).body.length, 1000)
  }
  for (const path of ['/nested', '/unknown', '/lying', '/cut']) await fails(fetch({ url: origin + path }), 'encoding')
})

test('a body that is too long is refused, with or without a declared length', async (t) => {
  const origin = await serve(t, (request, response) => {
    if (request.url === '/declared') response.writeHead(200, { 'content-length': '5000000000' })
    const pour = () => {
      while (!response.destroyed && response.write('x'.repeat(50_000)));
    }
    response.on('drain', pour)
    pour()
  })
  const fetch = client(t)
  await fails(fetch({ url: `${origin}/declared` }), 'too-large')
  await fails(fetch({ url: `${origin}/endless` }), 'too-large')
  assert.equal((await fetch({ url: `${origin}/endless`, truncate: true, maxBytes: 70_000 })).body.length, 70_000)
})

test('slow and endless answers are cut off (R-07, case 65)', async (t) => {
  const drip = (socket: Socket, text: string) => {
    const timer = setInterval(() => socket.write(text), 20)
    socket.on('close', () => clearInterval(timer))
  }
  const body = await raw(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n')
    drip(socket, 'x')
  })
  const headers = await raw(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    drip(socket, 'x-y: z\r\n')
  })
  const flood = await raw(t, (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n')
    socket.write('x-y: z\r\n'.repeat(50_000))
  })
  const interim = await raw(t, (socket) => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100)))
  const silent = await raw(t, () => {})
  const fetch = client(t, { totalTimeoutMs: 400 })
  const started = performance.now()
  await Promise.all([
    ...[body, headers, silent].map((url) => fails(fetch({ url }), 'timeout')),
    ...[flood, interim].map((url) => fails(fetch({ url }), 'protocol')),
  ])
  assert.ok(performance.now() - started < 2000)
})

test('the deadline also applies to requests that wait for a socket', async (t) => {
  const origin = await serve(t, () => {})
  const fetch = client(t, { totalTimeoutMs: 300, maxSocketsPerHost: 1 })
  await Promise.all([1, 2, 3].map((n) => fails(fetch({ url: `${origin}/${n}` }), 'timeout')))
})

test('a malformed answer is a transient failure', async (t) => {
  const answers: [string, FetchFailure][] = [
    ['SSH-2.0-OpenSSH\r\n', 'protocol'],
    ['HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n', 'protocol'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 10\r\ncontent-length: 11\r\n\r\n', 'protocol'],
    ['', 'connect'],
    ['HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc', 'connect'],
  ]
  const fetch = client(t)
  for (const [text, reason] of answers) {
    const url = await raw(t, (socket) => socket.end(text))
    const error = await fetch({ url }).catch((error: unknown) => error)
    assert.ok(error instanceof FetchError && ['protocol', 'connect'].includes(error.reason), `${text} ${error}`)
    assert.ok(error.transient, reason)
  }
  await fails(fetch({ url: 'http://127.0.0.1:1/' }), 'connect')
})

test('the content type is checked before the body is read (R-31)', async (t) => {
  const origin = await serve(t, (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'))
  await fails(client(t)({ url: origin, accept: (type) => type.startsWith('application/') }), 'media-type')
})

test('a caller may cancel a request', async (t) => {
  const origin = await serve(t, () => {})
  const fetch = client(t)
  await fails(fetch({ url: origin, signal: AbortSignal.timeout(30) }), 'timeout')
  await fails(fetch({ url: origin, signal: AbortSignal.abort() }), 'timeout')
})

test('sockets are reused, and few are open to one host', async (t) => {
  const sockets = new Set<Socket>()
  const origin = await serve(t, (request: IncomingMessage, response: ServerResponse) => {
    sockets.add(request.socket)
    response.end()
  })
  const fetch = client(t)
  await Promise.all(Array.from({ length: 200 }, () => fetch({ url: origin, method: 'POST', body: '{}' })))
  assert.ok(sockets.size <= 4, String(sockets.size))
})

test('a caller may stop each hop before it leaves', async (t) => {
  const arrived: string[] = []
  const origin = await serve(t, (request, response) => {
    arrived.push(request.url ?? '')
    response.writeHead(302, { location: '/end' }).end()
  })
  const fetch = client(t)
  const stopAt = (path: string) =>
    fetch({
      url: `${origin}/start`,
      beforeHop({ pathname }) {
        if (pathname === path) throw new TypeError(path)
      },
    })
  await assert.rejects(stopAt('/end'), TypeError)
  assert.deepEqual(arrived, ['/start'])
  await assert.rejects(stopAt('/start'), TypeError)
  assert.deepEqual(arrived, ['/start'])
})
