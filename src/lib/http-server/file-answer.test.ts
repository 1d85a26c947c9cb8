import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { openDescriptors } from '../../../test/world/open-descriptors.ts'
import { until } from '../../../test/world/until.ts'
import { loadConfig } from '../../config.ts'
import { listen } from '../../listen.ts'
import { FolderStorage } from '../storage/folder-storage.ts'
import { Answer } from './answer.ts'
import { fileAnswer } from './file-answer.ts'

/** Two pieces of the file, and something for the connection. */
const MOST_HELD_BYTES = 200_000
const CONTENT = Buffer.from('0123456789')

/** A storage with one file, and a function that asks for it. */
async function stored(t: TestContext, content: Buffer = CONTENT, mediaType = 'image/jpeg') {
  const folder = await mkdtemp(join(tmpdir(), 'file-answer-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  const storage = new FolderStorage(folder)
  const path = await storage.temporaryFile()
  await writeFile(path, content)
  const hash = createHash('sha256').update(content).digest('hex')
  await storage.put(hash, path)
  const file = { hash, mediaType, title: 'sOmE-key_22' }
  const ask = async (headers: Record<string, string> = {}, method = 'GET') => {
    const answer = await fileAnswer({ method, header: (name) => headers[name] }, storage, file)
    assert.ok(answer)
    const { body } = answer
    const text = body instanceof Readable ? (await buffer(body)).toString() : ''
    return { status: answer.status, headers: headersOf(answer), text }
  }
  return { folder, storage, file, ask, etag: `"${hash}"` }
}

function headersOf({ headers }: Answer): Record<string, string> {
  const pairs = headers.flatMap((name, at) => (at % 2 === 0 ? [[name, headers[at + 1] as string] as const] : []))
  assert.equal(new Set(pairs.map(([name]) => name)).size, pairs.length, 'no header twice')
  return Object.fromEntries(pairs)
}

/** The same file on a socket. @returns a function that sends a text and gives all that comes back */
async function listening(t: TestContext, content: Buffer) {
  const { folder, storage, file } = await stored(t, content)
  const env = { ATOLL_HOST: 'localhost', ATOLL_PORT: '0', ATOLL_BIND: '127.0.0.1' }
  const handler = async (request: Parameters<typeof fileAnswer>[0]) =>
    (await fileAnswer(request, storage, file)) ?? new Answer(404, [])
  const { port, close } = await listen(loadConfig({ env }), handler)
  t.after(close)
  const send = (text: string) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('error', () => {})
    socket.write(text)
    return socket
  }
  const talk = async (text: string) => (await buffer(send(text))).toString('latin1')
  return { folder, send, talk }
}

const requestFor = (lines = '', method = 'GET') => `${method} / HTTP/1.1\r\nhost: localhost\r\n${lines}\r\n`
const LAST = 'connection: close\r\n'

test('a file is answered whole, with its length, its version and a type that browsers may not guess anew', async (t) => {
  const { ask, etag } = await stored(t)
  assert.deepEqual(await ask(), {
    status: 200,
    headers: {
      etag,
      'cache-control': 'public, max-age=31536000, immutable',
      'accept-ranges': 'bytes',
      'content-type': 'image/jpeg',
      'content-disposition': 'inline; filename="sOmE-key_22.jpg"',
      'content-length': '10',
    },
    text: '0123456789',
  })
})

test('HEAD answers as GET would, opens nothing, and ignores ranges', async (t) => {
  const { ask, folder } = await stored(t)
  const { headers } = await ask()
  assert.deepEqual(await ask({ range: 'bytes=0-4' }, 'HEAD'), { status: 200, headers, text: '' })
  assert.equal(openDescriptors(folder), 0)
})

test('a part is answered as a part', async (t) => {
  const { ask, etag } = await stored(t)
  const parts = [
    ['bytes=2-4', 'bytes 2-4/10', '234'],
    ['bytes=7-', 'bytes 7-9/10', '789'],
    ['bytes=-1', 'bytes 9-9/10', '9'],
  ] as const
  for (const [range, contentRange, text] of parts) {
    const part = await ask({ range, 'if-range': etag })
    assert.deepEqual([part.status, part.text], [206, text])
    assert.equal(part.headers['content-range'], contentRange)
    assert.equal(part.headers['content-length'], String(text.length))
    assert.equal(part.headers.etag, etag)
  }
  assert.equal((await ask({ range: 'bytes=2-4', 'if-range': '"other"' })).status, 200)
})

test('a part beyond the end is refused, and the refusal tells the length', async (t) => {
  const { status, headers, text } = await (await stored(t)).ask({ range: 'bytes=10-' })
  assert.deepEqual([status, headers['content-range'], text], [416, 'bytes */10', ''])
  assert.equal(headers['cache-control'], undefined)
})

test('a client that has the file gets 304 and no content', async (t) => {
  const { ask, etag } = await stored(t)
  for (const known of [etag, `W/${etag}`, '*', `"a", ${etag} ,"b"`]) {
    const { status, headers, text } = await ask({ 'if-none-match': known, range: 'bytes=0-1' })
    assert.deepEqual([status, headers.etag, text], [304, etag, ''], known)
    assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
  }
  for (const other of ['"a"', etag.slice(1, -1), '', `"x${etag}`]) assert.equal((await ask({ 'if-none-match': other })).status, 200, other) // biome-ignore format: short
})

test('a file that is gone, or whose type is never served, has no answer (R-31)', async (t) => {
  const { storage, file, folder } = await stored(t)
  const get = { method: 'GET', header: () => undefined }
  for (const mediaType of ['text/html', 'image/svg+xml', 'application/activity+json'])
    assert.equal(await fileAnswer(get, storage, { ...file, mediaType }), undefined)
  await storage.remove(file.hash)
  assert.equal(await fileAnswer(get, storage, file), undefined)
  assert.equal(openDescriptors(folder), 0)
})

test('no title can end the header in which it is sent (case 84)', async (t) => {
  const { storage, file } = await stored(t)
  const title = '../a"b\r\nset-cookie: x\0\u202e'
  const answer = await fileAnswer({ method: 'HEAD', header: () => undefined }, storage, { ...file, title })
  assert.equal(answer && headersOf(answer)['content-disposition'], 'inline; filename="___a_b__set-cookie__x__.jpg"')
})

test('over a socket, a file has a length, and the next request on the connection is answered', async (t) => {
  const { talk } = await listening(t, CONTENT)
  const heard = await talk(
    requestFor() +
      requestFor('range: bytes=3-4\r\n') +
      requestFor('', 'HEAD') +
      requestFor(`range: bytes=50-\r\n${LAST}`),
  )
  assert.deepEqual([...heard.matchAll(/HTTP\/1.1 (\d+)/g)].map(([, status]) => status), ['200', '206', '200', '416']) // biome-ignore format: short
  assert.deepEqual([...heard.matchAll(/^content-length: (\d+)/gim)].map(([, length]) => length), ['10', '2', '10', '0']) // biome-ignore format: short
  assert.doesNotMatch(heard, /transfer-encoding/i)
  assert.match(heard, /\r\n\r\n0123456789HTTP[\s\S]*\r\n\r\n34HTTP[\s\S]*\r\n\r\nHTTP[\s\S]*\r\n\r\n$/)
})

test('a thousand ranges cost no more than the whole (case 100)', async (t) => {
  const { talk } = await listening(t, CONTENT)
  const ranges = Array.from({ length: 1000 }, () => '0-9').join(',')
  const heard = await talk(requestFor(`range: bytes=${ranges}\r\n${LAST}`))
  assert.match(heard, /^HTTP\/1.1 200[\s\S]*\r\n\r\n0123456789$/)
})

test('a client that hangs up in the middle leaves no file open', async (t) => {
  const { folder, send } = await listening(t, randomBytes(20_000_000))
  const sockets = Array.from({ length: 5 }, () => send(requestFor()))
  await Promise.all(sockets.map((socket) => once(socket, 'readable')))
  if (process.platform === 'linux') assert.equal(openDescriptors(folder), 5)
  for (const socket of sockets) socket.destroy()
  await until('the files to be open or closed', () => openDescriptors(folder) === 0)
})

/** Bytes in buffers that are still in use, once those that have passed through are collected. */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  // Memory is freed in the background, and counted only later.
  for (let turn = 0; turn < 5; turn++) {
    collect()
    await sleep(20)
  }
  return process.memoryUsage().arrayBuffers
}

test('clients that do not read hold little memory', async (t) => {
  const { folder, send } = await listening(t, randomBytes(20_000_000))
  const before = await heldBytes()
  const sockets = Array.from({ length: 20 }, () => send(requestFor()).pause())
  await until(
    'the files to be open or closed',
    () => openDescriptors(folder) === (process.platform === 'linux' ? 20 : 0),
  )
  // Until then, the system takes some megabytes for each of them off our hands.
  const isLittle = async () => (await heldBytes()) - before < sockets.length * MOST_HELD_BYTES
  await until('the memory of what was sent to be free', isLittle, 10_000)
  for (const socket of sockets) socket.destroy()
  await until('the files to be open or closed', () => openDescriptors(folder) === 0)
})
