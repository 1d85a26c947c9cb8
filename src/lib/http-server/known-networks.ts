/**
 * The networks from which a request came lately that proved its sender, by a signature or a token. When the server is
 * full, there is still room for them.
 */

import { HOUR } from '../durations.ts'
import { LruMap } from '../lru-map.ts'
import { slot } from '../slot.ts'

const MAX_NETWORKS = 10_000
const KNOWN_FOR_MS = HOUR

class KnownNetworks {
  /** Network → when it was last known, in Unix milliseconds. */
  readonly #seen = new LruMap<string, number>({ max: MAX_NETWORKS })

  add(network: string, now: number): void {
    this.#seen.set(network, now)
  }

  has(network: string, now: number): boolean {
    return now - (this.#seen.get(network) ?? Number.NEGATIVE_INFINITY) < KNOWN_FOR_MS
  }
}

export const knownNetworks = slot(() => new KnownNetworks())
