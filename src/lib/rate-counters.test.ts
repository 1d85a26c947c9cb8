import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RateCounters } from './rate-counters.ts'

test('counts up to the limit, and from zero again when the window has ended', () => {
  const counters = new RateCounters()
  const rate = { max: 2, everyMs: 1_000 }
  const taken = [0, 10, 20, 999, 1_000].map((now) => counters.take('key', rate, now))
  assert.deepEqual(
    taken.map(({ isAllowed, allowance }) => [isAllowed, allowance.remaining]),
    [
      [true, 1],
      [true, 0],
      [false, 0],
      [false, 0],
      [true, 1],
    ],
  )
  assert.equal(taken[0]?.allowance.resetAt, 1_000)
})

test('counts each key by itself', () => {
  const counters = new RateCounters()
  const rate = { max: 1, everyMs: 1_000 }
  assert.ok(counters.take('one', rate, 0).isAllowed)
  assert.ok(counters.take('other', rate, 0).isAllowed)
})
