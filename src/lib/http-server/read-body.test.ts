import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { BodyError, readBody } from './read-body.ts'
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
    await assert.rejects(reading, (error: unknown) => error instanceof BodyError && error.reason === 'too-large')
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
