import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { BodyBudget, BodyHold } from './body-budget.ts'
import { BodyError } from './body-error.ts'
import { readBody } from './read-body.ts'
import type { IncomingRequest } from './request.ts'

const MAX = 10

function requestWith(body: Readable | undefined, declared?: string): IncomingRequest {
  const header = (name: string) => (name === 'content-length' ? declared : undefined)
  return { method: 'POST', target: '/', path: '/', query: '', headers: [], header, body, remoteAddress: undefined }
}

const chunks = (...sizes: number[]) => Readable.from(sizes.map((size) => Buffer.alloc(size, 'x')))

test('a body is read whole, up to its limit', async () => {
  assert.equal((await readBody(requestWith(undefined), MAX)).length, 0)
  assert.equal((await readBody(requestWith(chunks()), MAX)).length, 0)
  assert.equal(Buffer.from(await readBody(requestWith(chunks(4, 6), '10'), MAX)).toString(), 'x'.repeat(10))
})

const refused: [string, () => Readable, string?][] = [
  ['declared too long', () => chunks(1), '11'],
  ['declared length is not a number', () => chunks(1), 'x'],
  ['longer than declared', () => chunks(6, 6), '5'],
  ['longer, undeclared', () => chunks(6, 6)],
] // biome-ignore format: a table
for (const [why, body, declared] of refused) {
  test(`a body is refused: ${why} (case 22)`, async () => {
    const stream = body()
    const reading = readBody(requestWith(stream, declared), MAX)
    await assert.rejects(reading, (error: unknown) => error instanceof BodyError && error.reason === 'too-long')
  })
}

test('reading stops at the limit of an endless body', async () => {
  let given = 0
  const endless = new Readable({
    read() {
      given++
      this.push(Buffer.alloc(65_536))
    },
  })
  await assert.rejects(readBody(requestWith(endless), MAX), BodyError)
  assert(given < 10)
})

test('a client that disconnects is distinguished from one that sends too much', async () => {
  const broken = new Readable({ read() {} })
  const reading = readBody(requestWith(broken), MAX)
  broken.push('x')
  broken.destroy(new Error('aborted'))
  await assert.rejects(reading, (error: unknown) => error instanceof BodyError && error.reason === 'cut-off')
  await assert.rejects(readBody(requestWith(broken), MAX), BodyError)
})

test('a body in very many pieces is refused, and pieces are kept as one', async () => {
  const many = (pieces: number) => Readable.from(Array.from({ length: pieces }, () => Buffer.from('x')))
  const whole = await readBody(requestWith(many(4096)), 10_000)
  assert.equal(Buffer.from(whole).toString(), 'x'.repeat(4096))
  const refused = (error: unknown) => error instanceof BodyError && error.reason === 'too-many-pieces'
  await assert.rejects(readBody(requestWith(many(4097)), 10_000), refused)
})

test('a body holds its memory, and is refused when there is no room, declared or not', async () => {
  const budget = new BodyBudget({ maxBytes: 8000, isKnown: () => false })
  const ask = (body: Readable, declared?: string) => {
    const hold = new BodyHold(budget, '192.0.2.1')
    return { hold, read: readBody({ ...requestWith(body, declared), hold }, 2000) }
  }
  const first = ask(chunks(300, 300), '600')
  assert.equal((await first.read).length, 600)
  const noRoom = (error: unknown) => error instanceof BodyError && error.reason === 'no-room' && error.status === 429
  let begun = false
  const unread = new Readable({
    read() {
      begun = true
    },
  })
  await assert.rejects(ask(unread, '401').read, noRoom)
  assert.equal(begun, false, 'a declared length is refused before the body is read')
  await assert.rejects(ask(chunks(300, 101)).read, noRoom)
  first.hold.release()
  assert.equal((await ask(chunks(300, 101)).read).length, 401)
})

test('a body that crawls is refused, one that only begins slowly is not', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const body = new Readable({ read() {} })
  const reading = readBody(requestWith(body), 1_000_000)
  const send = async (bytes: number) => {
    body.push(Buffer.alloc(bytes))
    await new Promise(setImmediate)
    t.mock.timers.tick(5000)
  }
  await send(1)
  await send(20_480)
  const refused = assert.rejects(reading, (error: unknown) => error instanceof BodyError && error.status === 408)
  await send(20_479)
  await refused
})

test('a body that keeps its pace is refused after a minute', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const body = new Readable({ read() {} })
  const reading = readBody(requestWith(body), 1_000_000)
  const refused = assert.rejects(reading, (error: unknown) => error instanceof BodyError && error.status === 408)
  const state = { isOver: false }
  refused.then(() => {
    state.isOver = true
  })
  for (let seconds = 5; seconds <= 60; seconds += 5) {
    assert.equal(state.isOver, false, `${seconds} s`)
    body.push(Buffer.alloc(30_000))
    await new Promise(setImmediate)
    t.mock.timers.tick(5000)
  }
  await refused
})
