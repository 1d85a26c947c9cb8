/**
 * People on three servers write, edit, delete, boost, like, follow, block and pin, while requests are lost, come twice
 * or overtake each other, and servers crash. When the network has recovered, all servers agree (C26).
 */
import { test } from 'node:test'
import fc from 'fast-check'
import { mode } from '../../world/mode.ts'
import { steps, story } from './story.ts'

const SEED = 9
const RUNS = mode.postgres || mode.sockets ? 2 : 4

test('three servers agree after all that people do in bad weather (C26)', async () => {
  await fc.assert(fc.asyncProperty(steps, fc.nat(), story), { seed: SEED, numRuns: RUNS })
})
