import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { FetchError } from './fetch-error.ts'
import { TEST_CERT, TEST_KEY } from './fixtures/lagoon-cert.ts'
import type { OutgoingRequest } from './outgoing.ts'
import { createSafeFetch } from './safe-fetch.ts'

async function setUp(t: TestContext, listener: RequestListener, paceWindowMs?: number) {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { fetch, close } = createSafeFetch({
    ...{ userAgent: 'Atoll/test', allowPrivateAddresses: true, readTimeoutMs: 2_000, totalTimeoutMs: 300 },
    ...(paceWindowMs && { paceWindowMs }),
  })
  t.after(async () => {
    await close()
    server.closeAllConnections()
    server.close()
  })
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return (path: string, more: Partial<OutgoingRequest> = {}) => fetch({ url: origin + path, asStream: true, ...more })
}

const failsWith = (reason: string) => (error: unknown) => error instanceof FetchError && error.reason === reason

test('a file larger and slower than any document arrives as a stream, as it was sent', async (t) => {
  const content = randomBytes(3_000_000)
  const fetch = await setUp(t, async (request, response) => {
    assert.equal(request.headers['accept-encoding'], 'identity')
    response.writeHead(200, { 'content-length': content.length }).write(content.subarray(0, 1_000_000))
    // Longer than the limit on all other answers.
    await setTimeout(500)
    response.end(content.subarray(1_000_000))
  })
  const { stream, headers } = await fetch('/')
  assert.equal(headers['content-length'], '3000000')
  assert.ok(stream && content.equals(await buffer(stream)))
})

test('the body of an error or redirect is left out, and redirects are followed', async (t) => {
  const fetch = await setUp(t, (request, response) => {
    if (request.url === '/from') response.writeHead(302, { location: '/to' }).end('moved')
    else if (request.url === '/to') response.end('here')
    else response.writeHead(404).end('x'.repeat(5_000_000))
  })
  const found = await fetch('/from')
  assert.equal(found.stream && String(await buffer(found.stream)), 'here')
  const missing = await fetch('/missing')
  assert.equal(missing.status, 404)
  assert.equal(missing.stream, undefined)
})

test('what arrives packed is refused, whatever it would unpack to (R-111)', async (t) => {
  const fetch = await setUp(t, (request, response) => {
    const encoding = request.url === '/plain' ? ' Identity ' : 'gzip'
    response.writeHead(200, { 'content-encoding': encoding }).end(gzipSync(Buffer.alloc(1_000_000)))
  })
  await assert.rejects(fetch('/'), failsWith('encoding'))
  assert.ok((await fetch('/plain')).stream?.destroy())
})

test('whoever never begins, stops or drips is given up (R-07)', async (t) => {
  const fetch = await setUp(
    t,
    (request, response) => {
      if (request.url === '/silent') return
      response.write('x')
      if (request.url === '/cut') response.destroy()
      else if (request.url === '/drip') setInterval(() => response.write('x'), 20).unref()
    },
    200,
  )
  await assert.rejects(fetch('/silent'), failsWith('timeout'))
  const read = async (path: string) => {
    const { stream } = await fetch(path)
    if (stream) await buffer(stream)
  }
  await assert.rejects(read('/cut'), failsWith('connect'))
  await assert.rejects(read('/drip'), failsWith('timeout'))
  await assert.rejects(read('/stop'), failsWith('timeout'))
})

test('a slow reader slows the sender down, and is not taken for a slow sender', async (t) => {
  let written = 0
  const fetch = await setUp(
    t,
    (_, response) => {
      const pour = () => {
        if (written >= 64_000_000) return void response.end()
        written += 65_536
        if (response.write(Buffer.alloc(65_536))) pour()
      }
      response.on('drain', pour)
      pour()
    },
    50,
  )
  const { stream } = await fetch('/')
  assert.ok(stream)
  await once(stream, 'readable')
  await setTimeout(400)
  assert.ok(written < 32_000_000, `${written} bytes were sent to a reader who reads nothing`)
  assert.ok(!stream.destroyed)
  let read = 0
  for await (const chunk of stream) read += chunk.length
  assert.ok(read >= 64_000_000)
})

test('a reader who leaves closes the connection', async (t) => {
  let closed: () => void
  const isClosed = new Promise<void>((resolve) => (closed = resolve))
  const fetch = await setUp(t, (_, response) => {
    response.on('close', () => closed())
    response.write('x')
  })
  const { stream } = await fetch('/')
  stream?.destroy()
  await isClosed
})

test('a redirect to a private address is not followed (R-04)', async (t) => {
  const server = createTlsServer({ cert: TEST_CERT, key: TEST_KEY }, (request, response) => {
    response.writeHead(302, { location: decodeURIComponent(request.url?.slice(1) ?? '') }).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const hostMap = (host: string) => (host === 'lagoon.test' ? { address: '127.0.0.1', port } : undefined)
  const options = { userAgent: 'Atoll/test', allowPrivateAddresses: false, hostMap, ca: TEST_CERT }
  const { fetch, close } = createSafeFetch(options)
  t.after(async () => {
    await close()
    server.close()
  })
  for (const to of ['https://127.0.0.1/', 'https://[::1]/', 'https://169.254.169.254/latest/meta-data'])
    await assert.rejects(
      fetch({ url: `https://lagoon.test/${encodeURIComponent(to)}`, asStream: true, allowHttp: true }),
      failsWith('address'),
      to,
    )
})
