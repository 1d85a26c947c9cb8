import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitHeaders, RATE_LIMITS, RateLimits, TooManyRequests, tightest } from './rate-limits.ts'

test('when a window ends, the count starts again', () => {
  let now = 0
  const limits = new RateLimits(() => now)
  const { max, everyMs } = RATE_LIMITS.signUp
  for (let i = 0; i < max; i++) limits.spend('signUp', 'a')
  assert.throws(() => limits.spend('signUp', 'a'), TooManyRequests)
  limits.spend('signUp', 'b')
  limits.spend('signInName', 'a')
  now = everyMs
  assert.equal(limits.spend('signUp', 'a').remaining, max - 1)
})

test('the headers report the allowance with the fewest requests left', () => {
  const least = tightest([
    { limit: 1500, remaining: 1499, resetAt: 0 },
    { limit: 300, remaining: 3, resetAt: 1000 },
  ])
  assert.deepEqual(least && limitHeaders(least), [
    ...['x-ratelimit-limit', '300'],
    ...['x-ratelimit-remaining', '3'],
    ...['x-ratelimit-reset', '1970-01-01T00:00:01.000Z'],
  ])
})
