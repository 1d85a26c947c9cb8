import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { requestedRange } from './ranges.ts'

const ETAG = '"abc"'

function rangeOf(
  range: string | undefined,
  { bytes = 100, ifRange = undefined as string | undefined, method = 'GET' } = {},
) {
  const headers: Record<string, string | undefined> = { range, 'if-range': ifRange }
  return requestedRange({ method, header: (name) => headers[name] }, { bytes, etag: ETAG })
}

const wanted: [string, ReturnType<typeof requestedRange>][] = [
  ['bytes=0-0', { start: 0, end: 0 }],
  ['bytes=0-', { start: 0, end: 99 }],
  ['bytes=10-19', { start: 10, end: 19 }],
  ['Bytes=10-19', { start: 10, end: 19 }],
  ['bytes=99-', { start: 99, end: 99 }],
  ['bytes=90-1000', { start: 90, end: 99 }],
  [`bytes=90-${'9'.repeat(400)}`, { start: 90, end: 99 }],
  ['bytes=-1', { start: 99, end: 99 }],
  ['bytes=-100', { start: 0, end: 99 }],
  ['bytes=-99999999999999999999', { start: 0, end: 99 }],
  ['bytes=100-', 'unsatisfiable'],
  ['bytes=100-200', 'unsatisfiable'],
  [`bytes=${'9'.repeat(400)}-`, 'unsatisfiable'],
  [`bytes=${'9'.repeat(400)}-${'9'.repeat(400)}`, 'unsatisfiable'],
  ['bytes=-0', 'unsatisfiable'],
  ['bytes=5-2', 'whole'],
  ['bytes=200-150', 'whole'],
  ['bytes=-', 'whole'],
  ['bytes=', 'whole'],
  ['bytes=0-1,3-4', 'whole'],
  [`bytes=${Array.from({ length: 1000 }, (_, at) => `${at}-${at}`).join(',')}`, 'whole'],
  ['bytes=--5', 'whole'],
  ['bytes=1-2-3', 'whole'],
  ['bytes=0x1-0x5', 'whole'],
  ['bytes=1e1-', 'whole'],
  ['bytes=1.5-2', 'whole'],
  ['bytes=٠-٥', 'whole'],
  ['bytes=0-5\n', 'whole'],
  ['seconds=0-5', 'whole'],
  ['0-5', 'whole'],
  ['', 'whole'],
]
for (const [range, expected] of wanted) {
  test(`of 100 bytes, “${range.slice(0, 40)}” is ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(rangeOf(range), expected)
  })
}

test('only GET has ranges, and without the header the whole file is wanted', () => {
  assert.equal(rangeOf('bytes=0-5', { method: 'HEAD' }), 'whole')
  assert.equal(rangeOf(undefined), 'whole')
})

test('an empty file has no part', () => {
  assert.equal(rangeOf('bytes=0-', { bytes: 0 }), 'unsatisfiable')
  assert.equal(rangeOf('bytes=-5', { bytes: 0 }), 'whole')
})

for (const [ifRange, isPart] of [[ETAG, true], ['"other"', false], ['W/"abc"', false], ['abc', false], ['', false],
  ['Thu, 01 Jan 2026 00:00:00 GMT', false]] as const) // biome-ignore format: a table
  test(`If-Range: ${ifRange} gives ${isPart ? 'the part' : 'the whole'}`, () => {
    assert.equal(rangeOf('bytes=0-5', { ifRange }) !== 'whole', isPart)
    assert.equal(rangeOf('bytes=500-', { ifRange }) !== 'whole', isPart)
  })

test('a range is always within the file, and is what was asked for', () => {
  const bytes = fc.nat(1000)
  const number = fc.oneof(fc.nat(1200), fc.bigInt({ min: 0n, max: 10n ** 40n })).map(String)
  fc.assert(
    fc.property(bytes, fc.option(number), fc.option(number), (bytes, first, last) => {
      const found = rangeOf(`bytes=${first ?? ''}-${last ?? ''}`, { bytes })
      const content = Array.from({ length: bytes }, (_, at) => at)
      const expected =
        first === null
          ? content.filter((at) => at >= bytes - Number(last ?? 0))
          : content.filter((at) => at >= Number(first) && at <= Number(last ?? bytes))
      if (typeof found === 'string') return assert.ok(found === 'whole' || expected.length === 0)
      assert.deepEqual(content.slice(found.start, found.end + 1), expected)
      assert.ok(found.start <= found.end && found.end < bytes)
    }),
  )
})

test('whatever the header says, there is an answer', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^bytes=[\d, -]*$/))
  fc.assert(
    fc.property(text, fc.nat(50), (range, bytes) => {
      const found = rangeOf(range, { bytes })
      assert.ok(typeof found === 'string' || (found.start >= 0 && found.start <= found.end && found.end < bytes))
    }),
  )
})
