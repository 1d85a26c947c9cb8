import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createSlots, slot } from './slot.ts'

test('a slot is created once per server, and two servers share nothing', () => {
  let made = 0
  const counts = slot(() => {
    made++
    return new Map<string, number>()
  })
  const [one, other] = [createSlots(), createSlots()]
  one(counts).set('a', 1)
  assert.equal(one(counts).get('a'), 1)
  assert.equal(made, 1)
  assert.equal(other(counts).size, 0)
  assert.equal(made, 2)
})

test('two slots of the same type hold separate values', () => {
  const slots = createSlots()
  const [a, b] = [slot(() => ({ n: 0 })), slot(() => ({ n: 0 }))]
  slots(a).n = 1
  assert.equal(slots(b).n, 0)
})
