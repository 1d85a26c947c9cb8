import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, MINUTE } from '../durations.ts'
import { parseRetryAfter } from './retry-after.ts'

test('retry-after is clamped to a day (case 67)', () => {
  const now = Date.UTC(2026, 10, 23)
  const cases: [string | undefined, number | undefined][] = [
    ['120', 2 * MINUTE],
    ['-1', 0],
    ['999999999999', DAY],
    ['1e12', undefined],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
    [new Date(now + 5000).toUTCString(), 5000],
    [new Date(now - 5000).toUTCString(), 0],
    ['Fri, 01 Jan 2099 00:00:00 GMT', DAY],
    ['Fri, 99 Foo 2099', undefined],
  ]
  for (const [value, expected] of cases) assert.equal(parseRetryAfter(value, now), expected, String(value))
})
