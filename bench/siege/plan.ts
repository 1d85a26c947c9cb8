/**
 * Who is who in the siege. Each party has addresses of its own on the loopback interface, as it would have in the
 * world, so that limits per network and per host can tell them apart.
 */

/** The addresses that our own people, honest servers and hostile clients connect from. */
export const personAddress = (n: number) => `127.0.1.${n + 1}`
export const honestAddress = (n: number) => `127.0.2.${n + 1}`
export const hostileAddress = (n: number) => `127.0.3.${n + 1}`

/** Hosts that accept connections and never answer. */
export const silentHost = (n: number) => hostAddress(4, n)
/** Hosts that know none of the keys they are asked for. */
export const emptyHost = (n: number) => hostAddress(5, n)
/** Hosts of the attacker, whose actors and signatures are real. */
export const actorHost = (n: number) => hostAddress(6, n)
/** Innocent hosts that follow the post which the attacker answers. */
export const followerHost = (n: number) => hostAddress(7, n)
export const FOLLOWER_HOSTS = 200

function hostAddress(net: number, n: number): string {
  return `127.${net}.${Math.floor(n / 250) % 250}.${(n % 250) + 1}`
}

/** What the attackers know. */
export interface SiegePlan {
  port: number
  /** From how many networks they attack. */
  networks: number
  attacks: readonly string[]
  /** The port of all hosts in this file that answer. */
  hostsPort: number
  silentPort: number
  /** A public post, its author, and an actor whose key the server knows. */
  postUri: string
  authorUri: string
  knownKeyId: string
}
