import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DAY, HOUR, MINUTE, parseDuration, SECOND, showDuration, startOfSecond, unixSeconds } from './durations.ts'

test('durations are read in the usual spellings', () => {
  const cases: [string, number][] = [
    ['30s', 30_000],
    ['90d', 7_776_000_000],
    ['12 h', 43_200_000],
    ['1 hour', 3_600_000],
    ['5 minutes', 300_000],
    ['250ms', 250],
    ['1.5h', 5_400_000],
    ['2w', 1_209_600_000],
    ['0s', 0],
  ]
  for (const [text, ms] of cases) assert.equal(parseDuration(text), ms, text)
  for (const text of ['', '5', 'd', '-5s', '5 months', '1e3s', `${'9'.repeat(20)}d`]) {
    assert.throws(() => parseDuration(text), RangeError, text)
  }
})

test('units are in milliseconds, and instants are rounded down to whole seconds', () => {
  assert.deepEqual([SECOND, MINUTE, HOUR, DAY], [1_000, 60_000, 3_600_000, 86_400_000])
  assert.deepEqual([unixSeconds(1_999), startOfSecond(1_999)], [1, 1_000])
  assert.deepEqual([unixSeconds(-1), startOfSecond(-1)], [-1, -1_000])
})

test('a duration is shown in its largest unit, as it could be written', () => {
  const shown: [number, string][] = [
    [0, '0 s'],
    [59_999, '59 s'],
    [90_000, '1 min'],
    [86_399_999, '23 h'],
    [86_400_000, '1 day'],
    [2_678_400_000, '31 days'],
  ]
  for (const [ms, text] of shown) {
    assert.equal(showDuration(ms), text)
    assert.ok(parseDuration(text) <= ms)
  }
})
