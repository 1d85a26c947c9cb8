/** Limits the memory that the bodies of all requests occupy together. */
import { siteOf } from './client-address.ts'

/** The part of all bytes that one network may hold. */
const NETWORK_PART = 1 / 8
/** The part of all bytes that an IPv6 /48 may hold, which may be one customer with 65 536 networks. */
const SITE_PART = 1 / 4
/** A network that holds no more than this is asking for little: an ordinary activity or post has a few kilobytes. */
const LITTLE_BYTES = 65_536
/**
 * How full the memory may be for a network of which neither, one or both are true: it is known, and it asks for little.
 * So those who fill the memory, from however many networks, leave room for others. A network cannot be invented, since
 * its bytes arrive over an open connection.
 */
const FILLED_PARTS = [1 / 2, 3 / 4, 1] as const

interface Options {
  maxBytes: number
  /** Whether a request that proved its sender came from this network lately. */
  isKnown: (network: string) => boolean
}

export class BodyBudget {
  readonly #options: Options
  /** Only networks, and the /48 around them, that hold bytes now. */
  readonly #byNetwork = new Map<string, number>()
  #all = 0
  constructor(options: Options) {
    this.#options = options
  }

  /** @param network an IPv4 address or an IPv6 /64 */
  hasRoom(network: string, bytes: number): boolean {
    const { maxBytes, isKnown } = this.#options
    const own = this.#heldBy(network) + bytes
    if (own > maxBytes * NETWORK_PART) return false
    const site = siteOf(network)
    if (site !== undefined && this.#heldBy(site) + bytes > maxBytes * SITE_PART) return false
    const claims = [isKnown(network), own <= LITTLE_BYTES].filter(Boolean).length as 0 | 1 | 2
    return this.#all + bytes <= maxBytes * FILLED_PARTS[claims]
  }

  /** @param bytes negative when they are released */
  add(network: string, bytes: number): void {
    this.#all += bytes
    this.#count(network, bytes)
    const site = siteOf(network)
    if (site !== undefined) this.#count(site, bytes)
  }

  #heldBy(key: string): number {
    return this.#byNetwork.get(key) ?? 0
  }

  #count(key: string, bytes: number): void {
    const held = this.#heldBy(key) + bytes
    if (held === 0) this.#byNetwork.delete(key)
    else this.#byNetwork.set(key, held)
  }
}

/** The bytes of one request. They count until it is answered. */
export class BodyHold {
  readonly #budget: BodyBudget
  readonly #network: string
  #bytes = 0
  constructor(budget: BodyBudget, network: string) {
    this.#budget = budget
    this.#network = network
  }

  hasRoom(bytes: number): boolean {
    return this.#budget.hasRoom(this.#network, bytes)
  }

  /** @returns false, and counts nothing, if there is no room */
  take(bytes: number): boolean {
    if (!this.hasRoom(bytes)) return false
    this.#budget.add(this.#network, bytes)
    this.#bytes += bytes
    return true
  }

  release(): void {
    this.#budget.add(this.#network, -this.#bytes)
    this.#bytes = 0
  }
}
