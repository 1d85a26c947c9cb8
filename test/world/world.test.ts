/** The world itself: its clock, its network, its mode. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { HOUR, SECOND } from '../../src/lib/durations.ts'
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import { TestClock } from './clock.ts'
import { mode } from './mode.ts'
import { createWorld } from './world.ts'

test('the clock fires timers in order, each at its own time', async () => {
  const clock = new TestClock()
  const start = clock.now()
  const fired: [string, number][] = []
  const note = (name: string) => fired.push([name, clock.now() - start])
  clock.timer(3 * SECOND, () => note('late'))
  clock.timer(SECOND, () => {
    note('early')
    clock.timer(500, () => note('nested'))
  })
  clock.timer(2 * SECOND, () => note('never'))()
  const slept = clock.sleep(2500).then(() => note('slept'))
  await clock.advance('1 hour')
  await slept
  assert.deepEqual(fired, [
    ['early', 1000],
    ['nested', 1500],
    ['slept', 2500],
    ['late', 3000],
  ])
  assert.equal(clock.now() - start, HOUR)
})

test('an unknown host is not found, and an unreachable one refuses connections', async () => {
  await using world = await createWorld()
  const peer = await world.peer('peer.test')
  const fetch = world.network.fetchFrom('lagoon.test')
  const failure = (url: string) =>
    fetch({ url }).then(String, (error: unknown) => error instanceof FetchError && error.reason)
  assert.equal(await failure('https://nobody.test/'), 'dns')
  peer.reachable = false
  assert.equal(await failure('https://peer.test/'), 'connect')
  assert.equal(world.tape.format(), 'lagoon.test → nobody.test  GET  /  dns\nlagoon.test → peer.test  GET  /  connect')
})

test('the network loses and duplicates requests as a test asks', async () => {
  await using world = await createWorld()
  const [peer, other] = [await world.peer('peer.test'), await world.peer('other.test')]
  const bo = await other.actor('bo')
  const faults = ['lose', 'lose-answer', 'duplicate', 503, undefined] as const
  const outcomes: unknown[] = []
  for (const fault of faults) {
    const stop = world.intercept(() => fault)
    await bo.post(peer, bo.like('https://peer.test/1')).then(
      ({ status }) => outcomes.push(status),
      (error: FetchError) => outcomes.push(error.reason),
    )
    stop()
    outcomes.push(peer.received.length)
  }
  assert.deepEqual(outcomes, ['connect', 0, 'timeout', 1, 202, 3, 503, 3, 202, 4])
})

test('every server has a port over sockets, and none in process', async () => {
  await using world = await createWorld()
  const [lagoon, peer] = [await world.server('lagoon.test'), await world.peer('peer.test')]
  for (const server of [lagoon, peer]) assert.equal(server.port !== undefined, mode.sockets)
  assert.equal(lagoon.app.dialect.name, mode.postgres ? 'postgres' : 'sqlite')
})
