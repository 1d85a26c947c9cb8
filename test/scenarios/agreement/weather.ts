/** What happens to requests on their way: they are lost, come twice, or overtake each other. */
import fc from 'fast-check'
import type { Fault } from '../../world/network.ts'
import { seededRandom, type World } from '../../world/world.ts'

/** `calm`: nothing happens. `storm`: half of all requests meet a fault. `cut`: none arrives. */
const WEATHERS = ['calm', 'storm', 'storm', 'cut'] as const
export type Weather = (typeof WEATHERS)[number]
export const weather: fc.Arbitrary<Weather> = fc.constantFrom(...WEATHERS)

const FAULTS: readonly (Fault | undefined)[] = ['lose', 'lose-answer', 'lose-answer', 'duplicate', 503]
const FAULTY = 0.5
/** A request waits for up to so many turns of the event loop, so that others overtake it. */
const MOST_TURNS = 30

export class Sky {
  now: Weather = 'calm'
  readonly #random: () => number

  constructor(world: World, seed: number) {
    this.#random = seededRandom(seed)
    world.intercept(() => this.#fault())
  }

  async #fault(): Promise<Fault | undefined> {
    if (this.now === 'calm') return undefined
    if (this.now === 'cut') return 'lose'
    for (let turns = this.#random() * MOST_TURNS; turns > 0; turns--)
      await new Promise<void>((resolve) => setImmediate(resolve))
    return this.#random() < FAULTY ? FAULTS[Math.floor(this.#random() * FAULTS.length)] : undefined
  }
}
