import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { BodyError } from './body-error.ts'
import { eachPiece } from './each-piece.ts'
import { MAX_BODY_PIECES } from './limits.ts'

const MB = 1_048_576
const PERIOD_MS = 30_000
const refusedFor = (reason: string) => (error: unknown) => error instanceof BodyError && error.reason === reason

/** A body that arrives in periods of the pace, a number of bytes in each. */
function slowly(t: TestContext, take: (piece: Uint8Array) => Promise<void> = async () => {}) {
  t.mock.timers.enable({ apis: ['setInterval'] })
  const body = new Readable({ read() {} })
  const reading = eachPiece(body, 101 * MB, take)
  const send = async (bytes: number) => {
    for (let left = bytes; left > 0; left -= MB) body.push(Buffer.alloc(Math.min(left, MB)))
    await new Promise(setImmediate)
    t.mock.timers.tick(PERIOD_MS)
  }
  return { body, reading, send }
}

test('100 MB over half a megabit per second arrive, with a tunnel on the way', async (t) => {
  let bytes = 0
  const { body, reading, send } = slowly(t, async (piece) => {
    bytes += piece.length
  })
  const bytesPerPeriod = (500_000 / 8) * (PERIOD_MS / 1000)
  for (let periods = 0, left = 100 * MB; left > 0; periods++) {
    const some = Math.min(left, periods === 20 ? bytesPerPeriod / 10 : bytesPerPeriod)
    await send(some)
    left -= some
  }
  body.push(null)
  await reading
  assert.equal(bytes, 100 * MB)
})

test('an upload that crawls is refused, and so is one that takes more than an hour', async (t) => {
  const crawling = slowly(t)
  await crawling.send(1)
  const refused = assert.rejects(crawling.reading, refusedFor('too-slow'))
  await crawling.send(100_000)
  await refused
  t.mock.timers.reset()
  const endless = slowly(t)
  const over = assert.rejects(endless.reading, refusedFor('too-slow'))
  for (let periods = 0; periods < 120; periods++) await endless.send(130_000)
  await over
})

test('a client is not slow while the disk is', async (t) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { body, reading, send } = slowly(t, () => promise)
  for (let periods = 0; periods < 4; periods++) await send(1000)
  resolve()
  body.push(null)
  await reading
})

test('nothing is read while a piece is taken, and nothing after it could not be', async () => {
  const taken: number[] = []
  const body = Readable.from([1, 2, 3].map((size) => Buffer.alloc(size)))
  const reading = eachPiece(body, 100, async ({ length }) => {
    taken.push(length)
    await new Promise((resolve) => setTimeout(resolve, 5))
    taken.push(-length)
    if (length === 2) throw new RangeError('full')
  })
  await assert.rejects(reading, RangeError)
  assert.deepEqual(taken, [1, -1, 2, -2])
})

const later = () => new Promise((resolve) => setTimeout(resolve, 10))

test('the end waits for the last piece, and so does a client that goes', async () => {
  const ends: [expected: string, end: (body: Readable) => unknown][] = [
    ['it ended', (body) => body.push(null)],
    ['it ended', (body) => setImmediate(() => body.push(null))],
    ['cut-off', (body) => setImmediate(() => body.destroy())],
  ]
  for (const [expected, end] of ends) {
    let isTaken = false
    const body = new Readable({ read() {} })
    const reading = eachPiece(body, 100, async () => {
      await later()
      isTaken = true
    })
    body.push('x')
    end(body)
    const ended = await reading.then(
      () => 'it ended',
      ({ reason }: BodyError) => reason,
    )
    assert.deepEqual([ended, isTaken], [expected, true])
  }
})

test('a client that has gone before its body is read is noticed', async () => {
  const body = new Readable({ read() {} }).destroy()
  await later()
  await assert.rejects(
    eachPiece(body, 100, async () => {}),
    refusedFor('cut-off'),
  )
})

test('a long body may come in many pieces, but not of a byte each', async () => {
  const send = (count: number, size: number) =>
    eachPiece(Readable.from(Array.from({ length: count }, () => Buffer.alloc(size))), 100 * MB, async () => {})
  await send(2 * MAX_BODY_PIECES, 512)
  await assert.rejects(send(2 * MAX_BODY_PIECES, 1), refusedFor('too-many-pieces'))
})
