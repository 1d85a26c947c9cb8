import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createIds, ID_SLOTS, type IdRange, idAt, idTime } from './ids.ts'

const NOW = 1_767_225_600_000

test('ids increase within and across milliseconds, even if the clock stands still or goes back', () => {
  let now = NOW
  const ids = createIds(() => now, Math.random)
  const made = Array.from({ length: 1_000 }, () => ids.next())
  now -= 5_000
  made.push(ids.next())
  now += 60_000
  made.push(ids.next())
  assert.deepEqual(
    made,
    [...new Set(made)].sort((a, b) => a - b),
  )
  assert.equal(idTime(made[0] as number), NOW)
  assert.equal(idTime(made.at(-1) as number), NOW + 55_000)
})

test('ids of different slots and ids for an earlier time never collide', () => {
  const all = new Set<number>()
  for (let slot = 0; slot < ID_SLOTS; slot++) {
    const ids = createIds(
      () => NOW,
      () => 0.999,
      () => ({ slot, from: 0, until: NOW + 10_000 }),
    )
    for (let n = 0; n < 500; n++) all.add(ids.next())
  }
  assert.equal(all.size, ID_SLOTS * 500)
  const ids = createIds(() => NOW, Math.random)
  for (let n = 0; n < 5_000; n++) assert.ok(!all.has(ids.at(NOW)))
})

test('ids stay within their range: past its end they sort at the end, and then `next` throws', () => {
  let now = NOW
  let range: IdRange = { slot: 3, from: NOW, until: NOW + 2 }
  const ids = createIds(
    () => now,
    Math.random,
    () => range,
  )
  const first = ids.next()
  now += 3_600_000
  const made = [first]
  assert.throws(() => {
    for (;;) made.push(ids.next())
  }, /no more ids/)
  assert.ok(made.every((id) => id >= idAt(NOW) && id < idAt(NOW + 2)))
  range = { slot: 3, from: NOW, until: now + 10 }
  assert.equal(idTime(ids.next()), now)
  range = { slot: 2, from: now + 5, until: now + 10 }
  assert.equal(idTime(ids.next()), now + 5, 'ids that another process made in this slot are not made again')
})

test('reserved ids are those that `next` would return', () => {
  const [ids, same] = [createIds(() => NOW, Math.random), createIds(() => NOW, Math.random)]
  for (let n = 0; n < 100; n++) assert.equal(ids.next(), same.next())
  const { first, last } = ids.reserve(300)
  const expected = Array.from({ length: 300 }, () => same.next())
  assert.deepEqual([first, last], [expected[0], expected.at(-1)])
  assert.equal(ids.next(), same.next())
})
