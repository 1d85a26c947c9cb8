/** Over real sockets: what a client sees of answers, and what becomes of bodies that nobody reads. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../test/world/until.ts'
import { loadConfig } from './config.ts'
import { Answer, jsonAnswer } from './lib/http-server/answer.ts'
import type { Handler } from './lib/http-server/handler.ts'
import { BODY_PACE, MAX_CONNECTIONS_PER_NETWORK } from './lib/http-server/limits.ts'
import { readBody } from './lib/http-server/read-body.ts'
import { listen } from './listen.ts'

const MB = 1_048_576
const HELLO = 'GET / HTTP/1.1\r\nhost: localhost\r\n\r\n'
const PIECES = 40
const POURING = 60

async function listening(t: TestContext, handler: Handler, settings: Record<string, string> = {}) {
  const env = { ATOLL_HOST: 'localhost', ATOLL_PORT: '0', ATOLL_BIND: '127.0.0.1', ...settings }
  const listener = await listen(loadConfig({ env }), handler)
  t.after(() => listener.close())
  /** Sends a text, and returns all that comes back until the server closes. */
  const talk = async (text: string) => {
    const socket = connect(listener.port, '127.0.0.1')
    let heard = ''
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.on('error', () => {})
    socket.write(text)
    await once(socket, 'close')
    return heard
  }
  const ask = (method: string, path: string, rest = '\r\n') =>
    talk(`${method} ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${rest}`)
  return { ...listener, talk, ask }
}

const contentOf = (heard: string) => heard.slice(heard.indexOf('\r\n\r\n') + 4)

test('text and bytes come with their length, and HEAD tells it without them', async (t) => {
  const bodies: Record<string, Answer['body']> = {
    ...{ '/text': 'grün', '/long': 'grün☃'.repeat(10_000) },
    ...{ '/bytes': new Uint8Array(300), '/none': undefined },
  }
  const { ask } = await listening(t, async ({ path }) => new Answer(200, ['x-own', 'yes'], bodies[path]))
  for (const [path, length] of [
    ['/text', 5],
    ['/long', 80_000],
    ['/bytes', 300],
    ['/none', 0],
  ] as const) {
    // biome-ignore format: a table
    const [whole, head] = [await ask('GET', path), await ask('HEAD', path)]
    for (const heard of [whole, head]) {
      assert.match(heard, /^HTTP\/1\.1 200 OK\r\nx-own: yes\r\n/)
      assert.match(heard, new RegExp(`\r\ncontent-length: ${length}\r\n`))
    }
    assert.equal(Buffer.byteLength(contentOf(whole)), length)
    assert.equal(contentOf(head), '')
  }
})

test('204 and 304 have neither a body nor a length', async (t) => {
  const { ask } = await listening(t, async ({ path }) => new Answer(Number(path.slice(1)), ['etag', '"x"']))
  for (const status of [204, 304]) {
    const heard = await ask('GET', `/${status}`)
    assert.match(heard, new RegExp(`^HTTP/1\\.1 ${status} .*\r\netag: "x"\r\n`))
    assert.doesNotMatch(heard, /content-length|transfer-encoding/i)
  }
})

test('a header that cannot be written becomes a 500, and no part of it is sent', async (t) => {
  const values: Record<string, string> = { '/break': '/x\r\nset-cookie: a=b', '/wide': '/☃' }
  const { ask } = await listening(
    t,
    async ({ path }) => new Answer(302, ['x-own', 'yes', 'location', values[path] ?? '/']),
  )
  for (const path of Object.keys(values)) {
    const heard = await ask('GET', path)
    assert.match(heard, /^HTTP\/1\.1 500 /)
    assert.doesNotMatch(heard, /x-own|set-cookie/)
  }
  assert.match(await ask('GET', '/'), /^HTTP\/1\.1 302 /)
})

test('a large body streams, and one that breaks off ends the connection', async (t) => {
  async function* pieces(breaksOff: boolean) {
    for (let at = 0; at < PIECES; at++) yield Buffer.alloc(MB / 4, 'x')
    if (breaksOff) throw new Error('the disk is gone')
  }
  const { ask } = await listening(t, async ({ path }) => new Answer(200, [], Readable.from(pieces(path === '/broken'))))
  const whole = await ask('GET', '/whole')
  assert.match(whole, /transfer-encoding: chunked/i)
  assert(whole.length > (PIECES * MB) / 4)
  assert(whole.endsWith('0\r\n\r\n'))
  assert(!(await ask('GET', '/broken')).endsWith('0\r\n\r\n'))
})

test('an answer that streams is closed if its client hangs up before or while it is read', async (t) => {
  for (const when of ['before', 'while']) {
    const body = new Readable({
      read() {
        this.push(Buffer.alloc(MB, 'x'))
      },
    })
    const asked = Promise.withResolvers<void>()
    const released = Promise.withResolvers<void>()
    const { port } = await listening(t, async () => {
      asked.resolve()
      await released.promise
      return new Answer(200, [], body)
    })
    const client = connect(port, '127.0.0.1')
    client.write(HELLO)
    await asked.promise
    if (when === 'while') {
      released.resolve()
      await once(client, 'data')
    }
    const closed = new Promise((resolve) => void body.once('close', resolve))
    client.resetAndDestroy()
    // The server needs a moment to notice.
    await sleep(50)
    released.resolve()
    await closed
  }
})

test('an answer that cannot be written closes its stream', async (t) => {
  const body = Readable.from(['never read'])
  const closed = once(body, 'close')
  const { ask } = await listening(t, async () => new Answer(200, ['x-bad', 'a\nb'], body))
  assert.match(await ask('GET', '/'), /^HTTP\/1\.1 500 /)
  await closed
})

test('a length that the answer gives is kept, with a stream and without a body', async (t) => {
  const body = (path: string) => (path === '/stream' ? Readable.from(['12', '345']) : undefined)
  const { ask } = await listening(t, async ({ path }) => new Answer(200, ['content-length', '5'], body(path)))
  const streamed = await ask('GET', '/stream')
  assert.match(streamed, /\r\ncontent-length: 5\r\n/i)
  assert.doesNotMatch(streamed, /transfer-encoding/i)
  assert.ok(streamed.endsWith('\r\n\r\n12345'))
  const lengths = (await ask('HEAD', '/')).match(/content-length: \d+/gi)
  assert.deepEqual(lengths, ['content-length: 5'])
})

test('a repeated header is joined, and requests on one connection are answered in order', async (t) => {
  const { talk } = await listening(t, async ({ path, header }) => {
    if (path === '/slow') await new Promise((resolve) => setTimeout(resolve, 50))
    return jsonAnswer(200, `${path} ${header('x-a')}`)
  })
  const first = 'GET /slow HTTP/1.1\r\nhost: localhost\r\nX-A: 1\r\nx-a: 2\r\n\r\n'
  const heard = await talk(`${first}GET /fast HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
  assert.match(heard, /"\/slow 1, 2".*"\/fast undefined"/s)
})

test('no address is 400, and an error that a handler did not foresee is 500', async (t) => {
  const { ask } = await listening(t, async () => {
    throw new Error('a bug')
  })
  assert.match(await ask('OPTIONS', '*'), /^HTTP\/1\.1 400 /)
  assert.match(await ask('GET', '/a\\b'), /^HTTP\/1\.1 400 /)
  const failed = await ask('GET', '/')
  assert.match(failed, /^HTTP\/1\.1 500 /)
  assert.doesNotMatch(failed, /a bug/)
})

test('100 Continue is sent before a body, which is read as it was sent', async (t) => {
  const { ask } = await listening(t, async (request) => new Answer(200, [], await readBody(request, MB)))
  const heard = await ask('POST', '/', 'expect: 100-continue\r\ncontent-length: 5\r\n\r\nhello')
  assert.match(heard, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n.*hello$/s)
  assert.match(await ask('POST', '/', 'transfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n'), /hi$/)
})

test('a body that nobody reads does not hold the connection: the next request is answered', async (t) => {
  const { talk } = await listening(t, async ({ method }) => jsonAnswer(method === 'POST' ? 413 : 200, method))
  const body = 'x'.repeat(MB)
  const post = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${MB}\r\n\r\n${body}`
  const heard = await talk(`${post}GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
  assert.match(heard, /^HTTP\/1\.1 413 .*HTTP\/1\.1 200 /s)
})

test('a client that never ends its body is cut off after it was answered', async (t) => {
  const { port } = await listening(t, async () => jsonAnswer(413, 'too long'))
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${MB}\r\n\r\nx`)
  const [answer] = await once(socket, 'data')
  assert.match(String(answer), /^HTTP\/1\.1 413 /)
  await once(socket, 'close')
})

test('many clients that pour in refused bodies are answered, and little of the bodies is read (R-112)', async (t) => {
  const sockets: Socket[] = []
  const { port } = await listening(t, async ({ body }) => {
    sockets.push((body as IncomingMessage).socket)
    return new Answer(429, [])
  })
  const pour = async () => {
    const client = connect(port, '127.0.0.1').on('error', () => {})
    client.write(`POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${MB}\r\n\r\n`)
    client.write(Buffer.alloc(MB - 1))
    const [answer] = await once(client, 'data')
    assert.match(String(answer), /^HTTP\/1\.1 429 /)
    await once(client, 'close')
  }
  await Promise.all(Array.from({ length: POURING }, pour))
  const read = sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0)
  assert.ok(read < (POURING / 2) * MB, `${read} bytes were read`)
})

test('a body that arrived whole and was not read does not hold the connection either', async (t) => {
  const { talk } = await listening(t, async ({ method }) => {
    await sleep(50)
    return jsonAnswer(method === 'POST' ? 413 : 200, method)
  })
  for (const size of [10, MB / 8, MB / 2]) {
    const post = `POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: ${size}\r\n\r\n${'x'.repeat(size)}`
    const heard = await talk(`${post}GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
    assert.match(heard, /^HTTP\/1\.1 413 .*HTTP\/1\.1 200 /s, `${size} bytes`)
  }
})

test('a body that crawls is answered with 408, and its connection is closed (R-115)', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const reading = Promise.withResolvers<void>()
  const { ask } = await listening(t, async (request) => {
    const answer = readBody(request, MB).catch(({ status }) => new Answer(status, []))
    reading.resolve()
    return (await answer) as Answer
  })
  const answer = ask('POST', '/', `connection: keep-alive\r\ncontent-length: ${MB}\r\n\r\nx`)
  await reading.promise
  t.mock.timers.tick(BODY_PACE.periodMs)
  t.mock.timers.tick(BODY_PACE.periodMs)
  assert.match(await answer, /^HTTP\/1\.1 408 .*connection: close/is)
})

test('requests that a client sends ahead are begun one after another, and too many end the connection', async (t) => {
  let begun = 0
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { talk, port } = await listening(t, async () => {
    begun++
    await released
    return jsonAnswer(200, 'x'.repeat(MB))
  })
  const some = talk(HELLO.repeat(20) + HELLO.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'))
  const tooMany = talk(HELLO.repeat(500))
  assert.equal(await tooMany, '')
  assert.equal(begun, 2)
  const deaf = connect(port, '127.0.0.1').pause()
  t.after(() => deaf.destroy())
  deaf.write(HELLO.repeat(60))
  release()
  assert.equal((await some).match(/HTTP\/1\.1 200 OK/g)?.length, 21)
  await sleep(100)
  assert(begun < 60, `${begun} answers were made for a client that reads none`)
})

test('stopping lets an answer finish, and takes no new connection', async (t) => {
  const { promise: asked, resolve: arrived } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const { ask, close, port } = await listening(t, async () => {
    arrived()
    await released
    return jsonAnswer(200, 'finished')
  })
  const answer = ask('GET', '/')
  await asked
  const closed = close()
  const late = connect(port, '127.0.0.1')
  await once(late, 'error')
  release()
  assert.match(await answer, /"finished"/)
  await closed
})

test('a client that keeps asking on one connection does not keep a server from stopping', async (t) => {
  const asked = Promise.withResolvers<void>()
  const { port, close } = await listening(t, async () => {
    asked.resolve()
    await sleep(10)
    return jsonAnswer(200, {})
  })
  const client = connect(port, '127.0.0.1')
  t.after(() => client.destroy())
  let heard = ''
  client.on('data', (chunk) => {
    heard = String(chunk)
    if (!/connection: close/i.test(heard)) client.write(HELLO)
  })
  client.on('error', () => {})
  client.write(HELLO)
  await asked.promise
  const late = sleep(5000, 'late', { ref: false })
  const ended = once(client, 'close')
  assert.notEqual(await Promise.race([Promise.all([close(), ended]), late]), 'late')
  assert.match(heard, /\r\nconnection: close\r\n/i)
})

test('a request that never ends is cut off ten seconds after the stop', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const asked = Promise.withResolvers<void>()
  const { port, close } = await listening(t, () => {
    asked.resolve()
    return new Promise(() => {})
  })
  const client = connect(port, '127.0.0.1')
  client.on('error', () => {})
  client.write(HELLO)
  await asked.promise
  const closing = close()
  t.mock.timers.tick(10_000)
  await closing
})

test('clients that send requests with long headers ahead occupy little memory, and others are answered (R-112)', async (t) => {
  const released = Promise.withResolvers<void>()
  let begun = 0
  const { port, ask, talk } = await listening(t, async ({ path }) => {
    if (path === '/slow' && ++begun) await released.promise
    return jsonAnswer(200, path)
  })
  const long = `GET /slow HTTP/1.1\r\nhost: localhost\r\nx-long: ${'x'.repeat(30_000)}\r\n\r\n`
  const clients = Array.from({ length: 40 }, () => {
    const client = connect(port, '127.0.0.1').on('error', () => {})
    client.resume().write(long.repeat(60))
    return client
  })
  while (begun < clients.length) await sleep(5)
  // All together they would hold 72 MB.
  while (clients.filter((client) => client.closed).length < clients.length / 2) await sleep(5)
  assert.match(await ask('GET', '/'), /^HTTP\/1\.1 200 /)
  released.resolve()
  for (const client of clients) client.destroy()
  // What they occupied is free again.
  const heard = await talk(`${long.repeat(60)}GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`)
  assert.equal(heard.split('HTTP/1.1 200 OK').length, 62)
})

/** Opens connections, all at once. A connection of which nothing is heard is open. */
async function open(t: TestContext, port: number, count: number, localAddress: string): Promise<Socket[]> {
  const sockets: Socket[] = []
  // One after another: the system drops connections of a burst that is larger than the backlog.
  while (sockets.length < count) {
    const socket = connect({ port, host: '127.0.0.1', localAddress }).on('error', () => {})
    t.after(() => socket.destroy())
    await once(socket.resume(), 'connect')
    sockets.push(socket)
  }
  return sockets
}

/** @returns how many are open once the server has closed `count` of them, or has not after a while */
async function openAfter(count: number, sockets: Socket[]): Promise<number> {
  const isOpen = (socket: Socket) => !socket.readableEnded && !socket.destroyed
  for (let turn = 0; turn < 1_000 && sockets.filter(isOpen).length > sockets.length - count; turn++) await sleep(10)
  await sleep(50)
  return sockets.filter(isOpen).length
}

test('one network holds a thousand connections at most, and leaves room for others (R-115)', async (t) => {
  const { port, ask } = await listening(t, async () => jsonAnswer(200, 'hello'))
  const sockets = await open(t, port, MAX_CONNECTIONS_PER_NETWORK + 50, '127.0.0.2')
  assert.equal(await openAfter(50, sockets), MAX_CONNECTIONS_PER_NETWORK)
  assert.match(await ask('GET', '/'), /^HTTP\/1\.1 200 /)
  // Connections that are closed make room for others.
  for (const socket of sockets) socket.destroy()
  await until('room for others', async () => {
    const again = await open(t, port, 10, '127.0.0.2')
    const hasRoom = (await openAfter(0, again)) === again.length
    for (const socket of again) socket.destroy()
    return hasRoom
  })
})

test('connections of our own proxies are not limited by network', async (t) => {
  const { port } = await listening(t, async () => jsonAnswer(200, 'hello'), { ATOLL_TRUSTED_PROXIES: 'loopback' })
  const count = MAX_CONNECTIONS_PER_NETWORK + 50
  assert.equal(await openAfter(0, await open(t, port, count, '127.0.0.2')), count)
})
