/** Deeds in all weathers, and then a long calm. */
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { assertConsistent } from '../../world/consistent.ts'
import { createWorld, type World } from '../../world/world.ts'
import { type Deed, deed, oppositeOf, perform } from './deeds.ts'
import { differences } from './differences/index.ts'
import { type Neighbours, neighbours } from './neighbours.ts'
import { Sky, type Weather, weather } from './weather.ts'

interface Step {
  deed: Deed
  weather: Weather
  /** How often the deed is undone or done again while the first requests about it are under way. */
  regrets: number
  /** Time that passes afterwards, in milliseconds. */
  passes: number
  /** Whether all servers run their jobs: not at all, meanwhile, or afterwards. */
  settles: 'no' | 'meanwhile' | 'after'
  /** The server that crashes, if there is one with this number. */
  crash: number
}

const step: fc.Arbitrary<Step> = fc.record({
  deed,
  weather,
  regrets: fc.constantFrom(0, 0, 1, 2),
  passes: fc.constantFrom(0, 0, 1_000, 40_000, 600_000),
  settles: fc.constantFrom('no', 'meanwhile', 'after'),
  crash: fc.nat(40),
})

export const steps = fc.array(step, { minLength: 20, maxLength: 40, size: 'max' })

/** Longer than any pause after failures, and than an unanswered follow request waits to be sent again. */
const RECOVERY = [
  ['5m', 12],
  ['2h', 6],
  ['9h', 3],
] as const

/** @param seed of the faults */
export async function story(list: Step[], seed: number): Promise<void> {
  await using world = await createWorld()
  const scene = await neighbours(world)
  const sky = new Sky(world, seed)
  for (const step of list) {
    sky.now = step.weather
    await play(world, scene, step)
  }
  sky.now = 'calm'
  for (const [duration, times] of RECOVERY) await world.pass(duration, times)
  assert.deepEqual(await differences(scene), [])
  for (const server of scene.servers) await assertConsistent(server.app)
}

async function play(world: World, scene: Neighbours, { deed, regrets, passes, settles, crash }: Step): Promise<void> {
  const opposite = oppositeOf(deed)
  for (let turn = 0; turn <= (opposite ? regrets : 0); turn++) {
    await Promise.all([perform(scene, turn % 2 ? (opposite ?? deed) : deed), settles === 'meanwhile' && world.settle()])
    if (settles === 'after') await world.settle()
  }
  const crashing = scene.servers[crash]
  if (crashing) await world.crash(crashing)
  await world.clock.advance(passes)
}
