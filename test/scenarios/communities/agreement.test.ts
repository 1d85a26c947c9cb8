/**
 * People on three servers write, edit, delete, vote and moderate in a community, while requests are lost, come twice or
 * overtake each other. When the network has recovered, all three servers agree on the community (C26).
 */
import { test } from 'node:test'
import fc from 'fast-check'
import { idOf } from '../../world/community/read.ts'
import { assertConsistent } from '../../world/consistent.ts'
import { mode } from '../../world/mode.ts'
import { createWorld } from '../../world/world.ts'
import { Sky, type Weather, weather } from '../agreement/weather.ts'
import { type Act, act, perform, write } from './acts.ts'
import { type ThreeServers, threeServers } from './three-servers.ts'
import { assertAgree } from './views.ts'

const SEED = 3
const RUNS = mode.sockets ? 1 : 3
/** Longer than any pause after failures. */
const RECOVERY = [
  ['5m', 12],
  ['2h', 6],
  ['9h', 3],
] as const

interface Step {
  act: Act
  weather: Weather
  /** Time that passes afterwards, in milliseconds. */
  passes: number
  settles: boolean
}

const step: fc.Arbitrary<Step> = fc.record({
  act,
  weather,
  passes: fc.constantFrom(1_000, 1_000, 40_000, 600_000),
  settles: fc.boolean(),
})

const steps = fc.array(step, { minLength: 20, maxLength: 40, size: 'max' })

test('three servers agree on a community after bad weather (C26)', async () => {
  await fc.assert(fc.asyncProperty(steps, fc.nat(), story), { seed: SEED, numRuns: RUNS, endOnFailure: true })
})

/** @param seed of the faults */
async function story(list: Step[], seed: number): Promise<void> {
  await using world = await createWorld()
  const scene = await threeServers(world)
  const written = await write(scene)
  const sky = new Sky(world, seed)
  for (const { act, weather, passes, settles } of list) {
    sky.now = weather
    await perform(scene, written, act)
    if (settles) await world.settle()
    await world.clock.advance(passes)
  }
  sky.now = 'calm'
  for (const [duration, times] of RECOVERY) await world.pass(duration, times)
  const wereGone = new Set(written.flatMap(({ id, wasGone }) => (wasGone ? [id] : [])))
  await assertAgree(scene, { except: contested(scene), mayMissVotes: true, wereGone })
  for (const person of [scene.ana, scene.bo]) await assertConsistent(person.server.app)
}

/**
 * The ids of what the server of the community refused: its author keeps it, and is told. A server whose answer was lost
 * sends the same again, which is refused as a repetition.
 */
function contested({ server }: ThreeServers): Set<string> {
  const refused = server.refused.filter(({ message }) => message !== '')
  return new Set(refused.map(({ body }) => idOf(JSON.parse(body).object)))
}
