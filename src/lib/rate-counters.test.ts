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

test('counts weights, and looking counts nothing', () => {
  const counters = new RateCounters()
  const rate = { max: 5, everyMs: 1_000 }
  assert.deepEqual(counters.look('key', rate, 0), { limit: 5, remaining: 5, resetAt: 1_000 })
  assert.equal(counters.take('key', rate, 0, 4).allowance.remaining, 1)
  assert.equal(counters.take('key', rate, 10, 4).isAllowed, true)
  assert.deepEqual(counters.look('key', rate, 20), { limit: 5, remaining: 0, resetAt: 1_000 })
  assert.equal(counters.take('key', rate, 30, 4).isAllowed, false)
  assert.equal(counters.look('key', rate, 1_000).remaining, 5)
})
