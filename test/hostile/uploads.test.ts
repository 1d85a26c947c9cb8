/** Over real sockets: what files may cost the server, and what is left of them (cases 22, 84, R-112, R-115). */
import assert from 'node:assert/strict'
import { globSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { readAccess } from '../../src/api/http/authorize.ts'
import { type Call, endpoint } from '../../src/api/http/endpoint.ts'
import { runEndpoint } from '../../src/api/http/run-endpoint.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { BodyBudget, BodyHold } from '../../src/lib/http-server/body-budget.ts'
import type { Handler } from '../../src/lib/http-server/handler.ts'
import { UploadBudget } from '../../src/lib/http-server/upload-budget.ts'
import { FolderStorage } from '../../src/lib/storage/folder-storage.ts'
import { listen } from '../../src/listen.ts'
import { createTestApp } from '../world/test-app.ts'
import { until } from '../world/until.ts'

const MB = 1_048_576
const BOUNDARY = 'bound'
const TYPE = `multipart/form-data; boundary=${BOUNDARY}`
/** The kernel itself accepts a few megabytes for a connection. */
const MOST_SENT = 16 * MB
const NETWORK = '192.0.2.1'

const part = (head: string, content = '') =>
  `--${BOUNDARY}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`
const file = (content: string, field = 'file') => part(`name="${field}"; filename="../../etc/passwd"`, content)
const form = (...parts: string[]) => `${parts.join('')}--${BOUNDARY}--\r\n`

type Work = (call: Call) => Promise<void>

/** A server with one endpoint that takes files of at most 8 MB, and a folder for them. */
async function uploads(t: TestContext) {
  const { app, ...world } = await createTestApp({ env: { ATOLL_HOST: 'localhost' } })
  t.after(() => world[Symbol.asyncDispose]())
  const folder = mkdtempSync(join(tmpdir(), 'atoll-uploads-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const { user } = await createUser(app, { username: 'ana', approved: true })
  const keyFor = async (...scopes: string[]) => (await createToken(app, user, { name: 'app', scopes })).key
  const state = { work: (async () => {}) as Work, calls: 0 }
  const storage = new FolderStorage(folder)
  const options = { scope: 'write:media', answer: z.object({ files: z.record(z.string(), z.string()) }) }
  const files = { file: () => 8 * MB, thumbnail: () => MB }
  const upload = endpoint(
    'POST /upload',
    { ...options, form: z.object({ description: z.string().optional() }), files },
    async (call) => {
      state.calls++
      await state.work(call as Call)
      return {
        files: Object.fromEntries(
          Object.entries(call.files).map(([name, file]) => [name, `${file.fileName} ${file.bytes}`]),
        ),
      }
    },
  )
  const route = { endpoint: upload, access: readAccess(upload.scope) }
  const memory = new BodyBudget({ maxBytes: 16 * MB, isKnown: () => false })
  const budget = new UploadBudget(8 * MB)
  const handler: Handler = (request) => {
    const hold = new BodyHold(memory, NETWORK)
    const caller = { address: NETWORK, network: NETWORK, requestId: '1' }
    const server = { app: { ...app, storage }, checksAnswers: true }
    return runEndpoint(server, route, { ...request, hold, uploads: budget }, {}, caller).finally(() => hold.release())
  }
  const listener = await listen({ ...app.config, port: 0, bind: '127.0.0.1', tls: undefined }, handler)
  t.after(() => listener.close())
  return {
    key: await keyFor('write:media'),
    keyFor,
    state,
    folder,
    left: () => globSync('{kept,*/*}', { cwd: folder }),
    port: listener.port,
  }
}

/** Sends the head of a request, and what follows as it is told. */
class Client {
  readonly socket: Socket
  heard = ''
  constructor(
    t: TestContext,
    port: number,
    { key, length, type = TYPE, query = '' }: { key?: string; length?: number; type?: string; query?: string },
  ) {
    this.socket = connect(port, '127.0.0.1')
    t.after(() => this.socket.destroy())
    this.socket
      .on('error', () => {})
      .on('data', (bytes) => {
        this.heard += bytes.toString('latin1')
      })
    const size = length === undefined ? 'transfer-encoding: chunked' : `content-length: ${length}`
    const authorization = key === undefined ? [] : [`authorization: Bearer ${key}`]
    this.socket.write(
      [
        `POST /upload?${query} HTTP/1.1`,
        'host: localhost',
        `content-type: ${type}`,
        size,
        ...authorization,
        '\r\n',
      ].join('\r\n'),
    )
  }

  async answer(): Promise<string> {
    await until('an answer', () => this.heard.includes('\r\n\r\n') || this.socket.closed)
    return this.heard
  }

  /** Writes again and again until the connection is closed. @returns how many bytes the server took */
  async pour(bytes: Buffer): Promise<number> {
    for (const end = performance.now() + 3000; performance.now() < end && !this.socket.closed; await sleep(1))
      if (!this.socket.writableNeedDrain) this.socket.write(bytes)
    return this.socket.bytesWritten - this.socket.writableLength
  }
}

const post = (t: TestContext, port: number, key: string | undefined, body: string, type?: string) => {
  const client = new Client(t, port, { key, length: Buffer.byteLength(body), type })
  client.socket.write(body)
  return client.answer()
}

test('a file is there for the handler under a harmless name, and gone unless the handler took it (case 84)', async (t) => {
  const { key, state, folder, left, port } = await uploads(t)
  const big = 'x'.repeat(5 * MB)
  state.work = async ({ files }) => assert.equal(readFileSync(files.file?.path ?? '', 'latin1'), big)
  const answer = await post(
    t,
    port,
    key,
    form(part('name="description"', 'a lagoon'), file(big), file('y', 'thumbnail')),
  )
  assert.match(answer, /^HTTP\/1\.1 200 /)
  assert.match(answer, /"file":"passwd 5242880","thumbnail":"passwd 1"/)
  assert.deepEqual(left(), [])
  state.work = async () => {
    throw new Error('the handler failed')
  }
  assert.match(await post(t, port, key, form(file(big))), /^HTTP\/1\.1 500 /)
  assert.deepEqual(left(), [])
  state.work = async ({ files }) => renameSync(files.file?.path ?? '', join(folder, 'kept'))
  assert.match(await post(t, port, key, form(file(big))), /^HTTP\/1\.1 200 /)
  assert.deepEqual(left(), ['kept'])
})

test('who may not send files writes nothing to the disk, however much is declared or sent (R-112)', async (t) => {
  const { keyFor, state, left, port } = await uploads(t)
  const piece = Buffer.from(`40000\r\n${'x'.repeat(0x40000)}\r\n`)
  for (const [key, status] of [
    [undefined, 401],
    ['wrong', 401],
    [await keyFor('read', 'write:statuses'), 403],
  ] as const) {
    const declared = new Client(t, port, { key, length: 8 * MB })
    declared.socket.write(file('x'.repeat(MB)))
    assert.match(await declared.answer(), new RegExp(`^HTTP/1\\.1 ${status} `))
    const endless = new Client(t, port, { key })
    endless.socket.write(`${file('').length.toString(16)}\r\n${file('')}\r\n`)
    assert.ok((await endless.pour(piece)) < MOST_SENT)
    assert.match(endless.heard, new RegExp(`^HTTP/1\\.1 ${status} `))
  }
  assert.deepEqual(left(), [])
  assert.equal(state.calls, 0)
})

test('a file that is too long is refused while it arrives, and before if its length is declared (case 22)', async (t) => {
  const { key, state, left, port } = await uploads(t)
  const endless = new Client(t, port, { key })
  const head = file('').slice(0, -2)
  endless.socket.write(`${head.length.toString(16)}\r\n${head}\r\n`)
  const sent = await endless.pour(Buffer.from(`40000\r\n${'x'.repeat(0x40000)}\r\n`))
  assert.match(endless.heard, /^HTTP\/1\.1 413 /)
  assert.ok(endless.socket.closed)
  assert.ok(sent < 8 * MB + MOST_SENT, `${sent} bytes`)
  assert.match(await new Client(t, port, { key, length: 20 * MB }).answer(), /^HTTP\/1\.1 413 /)
  assert.match(await post(t, port, key, form(file('x'.repeat(MB + 1), 'thumbnail'))), /^HTTP\/1\.1 413 /)
  assert.deepEqual(left(), [])
  assert.equal(state.calls, 0)
})

test('a connection that breaks off in the middle of a file leaves nothing', async (t) => {
  const { key, state, left, port } = await uploads(t)
  const client = new Client(t, port, { key, length: 8 * MB })
  client.socket.write(file('x'.repeat(2 * MB)).slice(0, -2))
  await until('the file', () => left().length === 1)
  client.socket.destroy()
  await until('no file', () => left().length === 0)
  assert.equal(state.calls, 0)
})

test('only so many uploads of one account may be under way, and their end makes room (R-112)', async (t) => {
  const { key, left, port } = await uploads(t)
  const begin = () => {
    const client = new Client(t, port, { key, length: MB })
    client.socket.write(file('x').slice(0, -2))
    return client
  }
  const running = Array.from({ length: 8 }, begin)
  await until('eight files', () => left().length === 8)
  const refused = await begin().answer()
  assert.match(refused, /^HTTP\/1\.1 429 /)
  assert.match(refused, /\r\nretry-after: \d+\r\n/i)
  running[0]?.socket.destroy()
  await until('seven files', () => left().length === 7)
  assert.match(await post(t, port, key, form(file('x'))), /^HTTP\/1\.1 200 /)
  for (const { socket } of running) socket.destroy()
})

test('what is found wrong after the file has arrived leaves nothing of it', async (t) => {
  const { key, left, port } = await uploads(t)
  const body = form(file('x'))
  const client = new Client(t, port, { key, length: body.length, query: 'a&'.repeat(1001) })
  client.socket.write(body)
  assert.match(await client.answer(), /^HTTP\/1\.1 400 /)
  assert.deepEqual(left(), [])
})

const json = 'application/json'
const refused: [why: string, body: string, status: number, mention: RegExp, type?: string][] = [
  ['a text for a file', form(part('name="file"', 'x')), 422, /"details":\{"file":\[\{"error":"ERR_INVALID"/],
  ['a text for a file beside a file', form(part('name="file"', 'x'), file('y')), 422, /"file":\[/],
  ['an object for a file', form(part('name="file[x]"', 'x'), file('y', 'thumbnail')), 422, /"file":\[/],
  ['a file without a name', form(part('name="file"\r\ncontent-type: image/png', 'x')), 422, /file name/],
  ['JSON for a file', '{"file":"x"}', 422, /"file":\[/, json],
  ['a file for a text', form(file('x', 'description')), 422, /"description":\[/],
  ['a file for an unknown field', form(file('x', '__proto__')), 422, /must not be a file/],
  ['two files in one field', form(file('x'), file('y')), 422, /more files/],
  ['a megabyte of text', form(file('x'), part('name="description"', 'x'.repeat(MB + 1))), 413, /larger/],
  ['1001 fields', form(file('x'), part('name="a"', 'x').repeat(1001)), 400, /malformed/],
  ['no final boundary', file('x'), 400, /malformed/],
  ['a boundary that is none', form(file('x')), 400, /malformed/, 'multipart/form-data; boundary="a\\"b"'],
  ['a long body of another type', `{"file":"${'x'.repeat(2 * MB)}"}`, 413, /larger/, json],
  ['nothing of a form', 'x', 415, /must be JSON or a form/, 'multipart/mixed; boundary=x'],
] // biome-ignore format: a table
for (const [why, body, status, mention, type] of refused) {
  test(`an upload is refused: ${why} → ${status}`, async (t) => {
    const { key, state, left, port } = await uploads(t)
    const answer = await post(t, port, key, body, type)
    assert.match(answer, new RegExp(`^HTTP/1\\.1 ${status} `))
    assert.match(answer, mention)
    assert.deepEqual(left(), [])
    assert.equal(state.calls, 0)
  })
}

test('an input left empty, an empty text and JSON without files are calls without files', async (t) => {
  const { key, port } = await uploads(t)
  for (const body of [form(part('name="file"; filename=""')), form(part('name="file"')), form()])
    assert.match(await post(t, port, key, body), /^HTTP\/1\.1 200 .*"files":\{\}/s)
  assert.match(await post(t, port, key, '{"description":"x","file":null}', json), /^HTTP\/1\.1 200 .*"files":\{\}/s)
})
