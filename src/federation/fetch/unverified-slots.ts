/**
 * Limits how many requests run at once for those who have proved nothing. A host that accepts connections and never
 * answers holds its slot for many seconds, so hosts that an attacker can invent get few, and one network gets a part of
 * those (E-45, Q-05).
 */
import type { App } from '../../core/app.ts'
import { isSilent } from '../../core/domains/silent-hosts.ts'
import { SECOND } from '../../lib/durations.ts'
import { siteOf } from '../../lib/http-server/client-address.ts'
import { slot } from '../../lib/slot.ts'
import { OverLimit } from './over-limit.ts'

export interface HeldSlots {
  /** May be called again, without effect. */
  release(): void
}

interface Hop {
  network: string
  host: string
  isKnown: boolean
}

/** Together they may hold 32 MiB of answers. */
const MAX_SLOTS = 128
/** The rest is kept for known hosts, so that invented ones cannot fill all slots. */
export const MAX_UNKNOWN = 64
/** A network that holds any such slot gets no other beyond these. The rest is for the first fetch of new servers. */
const MAX_UNKNOWN_SHARED = 48
/** A burst of new people of one server that answers within a second: more than 2 000 a minute. */
const MAX_PER_NETWORK = 48
/** So it takes more than sixteen networks with invented hosts to keep new servers out, and known ones never are. */
export const MAX_UNKNOWN_PER_NETWORK = 16
/** An IPv6 /48, which counts as one network for hosts that are not known. */
const MAX_PER_SITE = 96
const MAX_PER_HOST = 48
/** Enough to notice that it answers again. */
const MAX_PER_SILENT_HOST = 2
const RETRY_MS = 10 * SECOND

/** What is limited → how many requests are running. Its size is limited by the number of slots. */
const running = slot(() => new Map<string, number>())

/** @throws OverLimit if there is no free slot */
export function takeSlots(app: App, hop: Hop): HeldSlots {
  const counts = app.slot(running)
  const limits = limitsOf(app, hop)
  for (const [key, max] of limits)
    if ((counts.get(key) ?? 0) >= max) throw new OverLimit(hop.host, ['too-many-fetches'], RETRY_MS)
  for (const [key] of limits) counts.set(key, (counts.get(key) ?? 0) + 1)
  return {
    release() {
      for (const [key] of limits.splice(0)) decrement(counts, key)
    },
  }
}

function limitsOf(app: App, { network, host, isKnown }: Hop): [string, number][] {
  const limits: [string, number][] = [
    ['all', MAX_SLOTS],
    [`network ${network}`, MAX_PER_NETWORK],
    [`host ${host}`, isSilent(app, host) ? MAX_PER_SILENT_HOST : MAX_PER_HOST],
  ]
  const site = siteOf(network)
  if (site !== undefined) limits.push([`network ${site}`, MAX_PER_SITE])
  if (isKnown) return limits
  const own = `unknown ${site ?? network}`
  const isFirst = !app.slot(running).has(own)
  return [...limits, ['unknown', isFirst ? MAX_UNKNOWN : MAX_UNKNOWN_SHARED], [own, MAX_UNKNOWN_PER_NETWORK]]
}

function decrement(counts: Map<string, number>, key: string): void {
  const left = (counts.get(key) ?? 1) - 1
  if (left === 0) counts.delete(key)
  else counts.set(key, left)
}
