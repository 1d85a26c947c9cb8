/** Bounds the hashing of passwords, which costs memory and threads on purpose, and the making of keys at sign-up. */

import { SECOND } from '../../lib/durations.ts'
import { siteOf } from '../../lib/http-server/client-address.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { TooMany } from '../errors.ts'

/** Each takes 19 MiB, and one of the four threads of the pool, which DNS and files need as well. */
const MAX_RUNNING = 2
/** At 30 ms each they are done within two seconds. */
const MAX_WAITING = 100
/** Of one network, running ones included. An IPv6 /48 counts as one. */
const MAX_PER_NETWORK = 4
const RETRY_MS = 2 * SECOND

class PasswordQueue {
  #running = 0
  readonly #waiting: (() => void)[] = []
  readonly #byNetwork = new Map<string, number>()

  async run<T>(network: string, work: () => Promise<T>): Promise<T> {
    const ofNetwork = this.#byNetwork.get(network) ?? 0
    if (ofNetwork >= MAX_PER_NETWORK || this.#waiting.length >= MAX_WAITING)
      throw new TooMany(['passwords-busy'], RETRY_MS)
    this.#byNetwork.set(network, ofNetwork + 1)
    try {
      await this.#turn()
      return await work()
    } finally {
      this.#end(network)
    }
  }

  async #turn(): Promise<void> {
    if (this.#running < MAX_RUNNING) this.#running++
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }

  /** Leaves the turn to the next one, if one waits. */
  #end(network: string): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#running--
    const left = (this.#byNetwork.get(network) ?? 1) - 1
    if (left > 0) this.#byNetwork.set(network, left)
    else this.#byNetwork.delete(network)
  }
}

const queue = slot(() => new PasswordQueue())

/**
 * Runs work that hashes or verifies a password, in turn.
 * @param network of the client
 * @throws TooMany if too many wait, in all or from this network
 */
export function inPasswordQueue<T>(app: Pick<App, 'slot'>, network: string, work: () => Promise<T>): Promise<T> {
  return app.slot(queue).run(siteOf(network) ?? network, work)
}
