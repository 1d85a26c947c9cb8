import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BodyBudget, BodyHold } from './body-budget.ts'

const KB = 1024
const MB = 1024 * KB

function budgetOf(maxBytes: number) {
  const budget = new BodyBudget({ maxBytes, isKnown: (network) => network.startsWith('known') })
  return (network: string) => new BodyHold(budget, network)
}

/** Takes 1 MB after the other from new networks. @returns how many megabytes there was room for */
function fill(open: (network: string) => BodyHold, kind: string): number {
  for (let at = 0; ; at++) if (!open(`${kind} ${at}`).take(MB)) return at
}

test('one network gets an eighth, however many requests it makes, and has it again after they are answered', () => {
  const open = budgetOf(16 * MB)
  const holds = [open('a'), open('a'), open('a')]
  assert.deepEqual(
    holds.map((hold) => hold.take(MB)),
    [true, true, false],
  )
  assert.equal(open('b').take(2 * MB), true)
  holds[0]?.release()
  holds[0]?.release()
  assert.equal(open('a').take(MB), true)
  assert.equal(open('a').take(1), false)
})

test('many networks leave room for known ones and for those that ask for little', () => {
  const open = budgetOf(16 * MB)
  assert.equal(fill(open, 'stranger'), 8)
  assert.equal(open('newcomer').take(64 * KB), true, 'little')
  assert.equal(open('newcomer').take(64 * KB), false, 'no longer little')
  assert.equal(fill(open, 'known'), 3)
  assert.equal(open('stranger').take(64 * KB), true)
  for (let at = 0; open(`little ${at}`).take(64 * KB); at++) assert(at < 100)
  assert.equal(open('known user').take(64 * KB), true, 'little, from a known network')
  assert.equal(open('known user').take(MB), false)
})

test('an IPv6 /48 gets a quarter, in however many of its networks', () => {
  const open = budgetOf(16 * MB)
  const holds = Array.from({ length: 8 }, (_, n) => open(`2001:db8:7:${n}::/64`))
  assert.deepEqual(
    holds.map((hold) => hold.take(MB)),
    [true, true, true, true, false, false, false, false],
  )
  assert.equal(open('2001:db8:8::/64').take(MB), true)
  holds[0]?.release()
  assert.equal(open('2001:db8:7:9::/64').take(MB), true)
})

test('what has no room counts nothing', () => {
  const open = budgetOf(16 * MB)
  const hold = open('a')
  assert.equal(hold.take(3 * MB), false)
  assert.equal(hold.take(2 * MB), true)
  hold.release()
  assert.equal(open('a').take(2 * MB), true)
})
