import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LruMap } from './lru-map.ts'

test('drops the least recently used entry when it is full', () => {
  const map = new LruMap<string, number>({ max: 2 })
  map.set('one', 1).set('two', 2)
  map.get('one')
  map.set('three', 3).set('three', 4)
  assert.deepEqual(Object.fromEntries(map.entries()), { one: 1, three: 4 })
})

test('reserves no memory for entries that it does not hold', () => {
  const used = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  const before = used()
  const maps = Array.from({ length: 50 }, () => new LruMap<string, number>({ max: 1_000_000, ttl: 1_000 }).set('a', 1))
  assert.ok(used() - before < 5_000_000, `${maps.length} maps hold ${used() - before} bytes`)
})
