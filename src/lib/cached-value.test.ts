import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CachedValue } from './cached-value.ts'
import { MINUTE } from './durations.ts'

test('a value is cached until it expires or is cleared', async () => {
  const cached = new CachedValue<string[]>(1)
  assert.equal(cached.get(), undefined)
  cached.set(['a'])
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(cached.get(), undefined)
  const kept = new CachedValue<string[]>(MINUTE)
  kept.set(['b'])
  assert.deepEqual(kept.get(), ['b'])
  kept.clear()
  assert.equal(kept.get(), undefined)
})
