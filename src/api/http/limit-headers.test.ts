import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitHeaders, tightest } from './limit-headers.ts'

test('the headers report the allowance with the fewest requests left', () => {
  const least = tightest([
    { limit: 1500, remaining: 1499, resetAt: 0 },
    undefined,
    { limit: 300, remaining: 3, resetAt: 1000 },
  ])
  assert.deepEqual(least && limitHeaders(least), [
    ...['x-ratelimit-limit', '300'],
    ...['x-ratelimit-remaining', '3'],
    ...['x-ratelimit-reset', '1970-01-01T00:00:01.000Z'],
  ])
})
