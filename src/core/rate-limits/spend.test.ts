import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'
import { RATES, type RateName, SITE_TIMES } from './rates.ts'
import { giveBack, spend, TooManyRequests } from './spend.ts'

/** Counts requests of new keys until one is refused. @returns how many were counted */
function countUntilRefused(count: (at: number) => unknown): number {
  for (let at = 0; ; at++) {
    try {
      count(at)
    } catch (error) {
      if (error instanceof TooManyRequests) return at
      throw error
    }
  }
}

test('when a window ends, the count starts again; what was given back counts no more', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { max, everyMs } = RATES.signUp
  assert.equal(
    countUntilRefused(() => spend(app, 'signUp', '192.0.2.1')),
    max,
  )
  spend(app, 'signUp', '192.0.2.2')
  spend(app, 'signInByNetwork', '192.0.2.1')
  giveBack(app, 'signUp', '192.0.2.1')
  assert.equal(
    countUntilRefused(() => spend(app, 'signUp', '192.0.2.1')),
    1,
  )
  world.advance(everyMs)
  assert.equal(spend(app, 'signUp', '192.0.2.1')?.remaining, max - 1)
})

test('a customer with an IPv6 /48 does not escape by rotating through its networks (R-77)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { max } = RATES.signUp
  const inSite = (at: number) => `2001:db8:7:${at.toString(16)}::/64`
  assert.equal(
    countUntilRefused((at) => spend(app, 'signUp', inSite(at))),
    max * SITE_TIMES,
  )
  assert.throws(() => spend(app, 'signUp', '2001:db8:7:ffff::/64'), TooManyRequests)
  spend(app, 'signUp', '2001:db8:8::/64')
})

test('one network that goes on after it was refused does not use up what its IPv6 /48 may do (R-77)', async () => {
  await using world = await createTestApp()
  const { app } = world
  for (let at = 0; at < RATES.signUp.max * SITE_TIMES * 2; at++)
    if (at < RATES.signUp.max) spend(app, 'signUp', '2001:db8:7:1::/64')
    else assert.throws(() => spend(app, 'signUp', '2001:db8:7:1::/64'), TooManyRequests)
  assert.equal(spend(app, 'signUp', '2001:db8:7:2::/64')?.remaining, RATES.signUp.max - 1)
})

test('a flood of other requests does not push the counter of a secret out of memory (R-112)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const full = (name: RateName, key: string) => countUntilRefused(() => spend(app, name, key)) === 0
  countUntilRefused(() => spend(app, 'signInByLogin', 'ana'))
  for (let at = 0; at < 120_000; at++) spend(app, 'page', `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`)
  assert.ok(full('signInByLogin', 'ana'))
})

test('with rate limits off, nothing is counted', async () => {
  await using world = await createTestApp({ env: { ATOLL_RATE_LIMITS: 'no' } })
  for (let at = 0; at < 100; at++) assert.equal(spend(world.app, 'signUp', '192.0.2.1'), undefined)
})
