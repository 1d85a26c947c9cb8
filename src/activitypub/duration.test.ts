import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, SECOND } from '../lib/durations.ts'
import { readDuration, renderDuration } from './duration.ts'

test('durations are ISO 8601, or seconds', () => {
  const read: [unknown, number][] = [
    ['PT3M2S', 182 * SECOND],
    ['PT36000S', 10 * HOUR],
    ['P1DT2H', 26 * HOUR],
    ['PT0.5S', 500],
    [60, 60 * SECOND],
    [12.3456, 12_346],
    ['182.5', 182_500],
  ]
  for (const [value, ms] of read) assert.equal(readDuration(value), ms, String(value))
})

test('what is no duration is dropped', () => {
  const odd = ['', 'P', 'PT', 'P1Y', '-PT3S', 'PT-3S', 'PT1e9S', `PT${'9'.repeat(10)}S`, 'x'.repeat(1e6), -1, 0, 1e300]
  for (const value of [...odd, Number.NaN, Number.POSITIVE_INFINITY, null, undefined, true, {}, ['PT3S']])
    assert.equal(readDuration(value), undefined, String(value).slice(0, 20))
})

test('what is written can be read again', () => {
  for (const ms of [1, 500, 182_500, 10 * HOUR]) assert.equal(readDuration(renderDuration(ms)), ms)
})
