import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type TestContext, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { openDescriptors } from '../../../test/world/open-descriptors.ts'
import { mountSmallDisk } from '../../../test/world/small-disk.ts'
import { GrowingFile } from './growing-file.ts'
import { StorageFull } from './storage.ts'

async function pathFor(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'growing-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'file')
}

/** The next bytes of a stream, once they are there. */
async function next(stream: Readable): Promise<string> {
  for (;;) {
    const chunk = stream.read()
    if (chunk !== null) return String(chunk)
    await once(stream, 'readable')
  }
}

test('readers get bytes as they are written, from any offset, and end with the file', async (t) => {
  const path = await pathFor(t)
  const file = await GrowingFile.create(path)
  const [whole, later] = [file.read(), file.read({ start: 6 })]
  await file.write(Buffer.from('hello '))
  assert.equal(await next(whole), 'hello ')
  await file.write(Buffer.from('world'))
  assert.equal(await next(whole), 'world')
  const ended = once(whole, 'end')
  whole.resume()
  assert.equal(await file.finish(), createHash('sha256').update('hello world').digest('hex'))
  await ended
  assert.equal((await buffer(later)).toString(), 'world')
  assert.equal((await buffer(file.read({ start: 2, end: 7 }))).toString(), 'llo wo')
  assert.equal((await buffer(file.read({ start: 11 }))).toString(), '')
  assert.equal((await buffer(file.read({ start: 0, end: -1 }))).toString(), '')
  await file[Symbol.asyncDispose]()
  assert.equal(openDescriptors(dirname(path)), 0)
  assert.equal((await stat(path)).mode & 0o777, 0o600)
})

test('any readers of any ranges get the right bytes, however the file is written', async (t) => {
  const path = await pathFor(t)
  const range = fc.record({ joins: fc.nat(10), start: fc.nat(200_000), length: fc.nat(200_000) })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.nat(10), fc.nat(100_000)), { maxLength: 10 }),
      fc.array(range, { maxLength: 6 }),
      async (sizes, ranges) => {
        const chunks = sizes.map((size) => randomBytes(size))
        const content = Buffer.concat(chunks)
        const reads: Promise<void>[] = []
        await using file = await GrowingFile.create(path, { expected: content.length })
        for (let turn = 0; turn <= 10; turn++) {
          for (const { joins, start, length } of ranges)
            if (joins === turn)
              reads.push(
                buffer(file.read({ start, end: start + length - 1 })).then((bytes) =>
                  assert.deepEqual(bytes, content.subarray(start, start + length)),
                ),
              )
          const chunk = chunks[turn]
          if (chunk) await file.write(chunk)
          assert.equal(file.size, Buffer.concat(chunks.slice(0, turn + 1)).length)
        }
        assert.equal(await file.finish(), createHash('sha256').update(content).digest('hex'))
        await Promise.all(reads)
        assert.deepEqual(await readFile(path), content)
        await rm(path)
      },
    ),
    { numRuns: 40 },
  )
  assert.equal(openDescriptors(dirname(path)), 0)
})

test('if the writer fails, its readers do, and the file is removed', async (t) => {
  const path = await pathFor(t)
  const file = await GrowingFile.create(path)
  const readers = [file.read(), file.read({ start: 100 })]
  await file.write(Buffer.from('half'))
  const failed = readers.map((reader) => assert.rejects(buffer(reader), /the origin is gone/))
  await file.fail(new Error('the origin is gone'))
  await Promise.all(failed)
  await assert.rejects(file.write(Buffer.from('more')), /the origin is gone/)
  await assert.rejects(file.finish(), /the origin is gone/)
  assert.throws(() => file.read(), /closed/)
  await file.fail(new Error('again'))
  await file[Symbol.asyncDispose]()
  assert.equal(existsSync(path), false)
  assert.equal(openDescriptors(dirname(path)), 0)
})

test('a file whose writer leaves before its end fails', async (t) => {
  const path = await pathFor(t)
  let reading: Promise<unknown>
  {
    await using file = await GrowingFile.create(path)
    reading = assert.rejects(buffer(file.read()), /has stopped/)
    await file.write(Buffer.from('half'))
  }
  await reading
  assert.equal(existsSync(path), false)
  assert.equal(openDescriptors(dirname(path)), 0)
})

test('a file that is not as long as announced fails', async (t) => {
  const path = await pathFor(t)
  const short = await GrowingFile.create(path, { expected: 5 })
  const reading = assert.rejects(buffer(short.read()), RangeError)
  await short.write(Buffer.from('1234'))
  await assert.rejects(short.finish(), RangeError)
  await reading
  const long = await GrowingFile.create(path, { expected: 5 })
  await long.write(Buffer.from('1234'))
  await assert.rejects(long.write(Buffer.from('56')), RangeError)
  await assert.rejects(long.finish(), RangeError)
  assert.equal(existsSync(path), false)
  const right = await GrowingFile.create(path, { expected: 4 })
  await right.write(Buffer.from('1234'))
  await right.finish()
  await right[Symbol.asyncDispose]()
  assert.equal(openDescriptors(dirname(path)), 0)
})

test('readers that give up, waiting or reading, leave no descriptor behind', async (t) => {
  const path = await pathFor(t)
  const file = await GrowingFile.create(path)
  const waiting = file.read()
  waiting.resume()
  await setImmediate()
  waiting.destroy()
  await file.write(randomBytes(1_000_000))
  const reading = file.read()
  reading.resume()
  await once(reading, 'data')
  reading.destroy()
  const unread = file.read()
  unread.destroy()
  await file.write(randomBytes(10))
  await file.finish()
  await file[Symbol.asyncDispose]()
  await Promise.all([waiting, reading, unread].map((one) => one.closed || once(one, 'close')))
  assert.equal(openDescriptors(dirname(path)), 0)
  assert.throws(() => file.read(), /closed/)
})

test('readers read on after the file is finished, renamed and removed', async (t) => {
  const path = await pathFor(t)
  const content = randomBytes(1_000_000)
  const file = await GrowingFile.create(path)
  const reader = file.read()
  await file.write(content)
  await file.finish()
  await rename(path, `${path}-2`)
  const late = file.read()
  await rm(`${path}-2`)
  await file[Symbol.asyncDispose]()
  assert.equal(openDescriptors(dirname(path)), process.platform === 'linux' ? 1 : 0)
  assert.deepEqual(await buffer(reader), content)
  assert.deepEqual(await buffer(late), content)
  assert.equal(openDescriptors(dirname(path)), 0)
})

test('a slow reader does not hold the writer back, and holds little memory', async (t) => {
  const path = await pathFor(t)
  const file = await GrowingFile.create(path)
  const slow = file.read()
  slow.read(0)
  for (let at = 0; at < 200; at++) await file.write(Buffer.alloc(100_000, at))
  const hash = await file.finish()
  assert.ok(slow.readableLength <= 131_072)
  const sha256 = createHash('sha256')
  for await (const chunk of slow) sha256.update(chunk)
  assert.equal(sha256.digest('hex'), hash)
  await file[Symbol.asyncDispose]()
  assert.equal(openDescriptors(dirname(path)), 0)
})

test('on a full disk, writer and readers fail, and the half file makes room', async (t) => {
  const disk = await mountSmallDisk(1_048_576)
  if (typeof disk === 'string') return t.skip(disk)
  await using _ = disk
  const path = join(disk.path, 'file')
  const file = await GrowingFile.create(path)
  const reading = assert.rejects(buffer(file.read()), StorageFull)
  const fill = async () => {
    for (let at = 0; at < 20; at++) await file.write(randomBytes(100_000))
  }
  await assert.rejects(fill(), StorageFull)
  await reading
  assert.equal(existsSync(path), false)
  const again = await GrowingFile.create(path)
  await again.write(randomBytes(900_000))
  await again.finish()
  await again[Symbol.asyncDispose]()
})

test('a file is never written over another', async (t) => {
  const path = await pathFor(t)
  await using file = await GrowingFile.create(path)
  await assert.rejects(GrowingFile.create(path), { code: 'EEXIST' })
  await file.write(Buffer.from('first'))
  await file.finish()
})
