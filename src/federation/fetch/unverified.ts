/**
 * Limits what requests that have proved nothing make us send: anybody can invent a key id, and its host may
 * redirect to any other. Once the fetched key verifies the signature, the fetch no longer counts for its network, so
 * these limits are about false and failing signatures. A server with many new people is not refused.
 */
import type { App } from '../../core/app.ts'
import { markAnswering, markSilent } from '../../core/domains/silent-hosts.ts'
import { MINUTE } from '../../lib/durations.ts'
import { FetchError } from '../../lib/http/fetch-error.ts'
import type { SafeFetch } from '../../lib/http/outgoing.ts'
import { siteOf } from '../../lib/http-server/client-address.ts'
import { isKnownHost } from './known-hosts.ts'
import { countFetch, type KeyRate, requireLeft, requireShare, uncountFetch } from './rates.ts'
import { type HeldSlots, takeSlots } from './unverified-slots.ts'

export interface Unverified {
  kind: 'unverified'
  /** The network of the client: an IPv4 address or an IPv6 /64. */
  network: string
  /** What its requests were counted under, to be taken back if the signature is valid. */
  counted: KeyRate[]
}

const WINDOW_MS = 10 * MINUTE
/**
 * Twice what an honest server needs: it may have 48 keys being fetched, at two or three requests each, before the first
 * signature is verified.
 */
export const NETWORK_RATE = Object.freeze({ max: 300, everyMs: WINDOW_MS })
/** An IPv6 /48, which may be one customer with 65 536 networks or a provider with thousands of customers. */
export const SITE_RATE = Object.freeze({ max: 4 * NETWORK_RATE.max, everyMs: WINDOW_MS })
/**
 * When 300 people of one server reply to a thread, their actors and handles cost 600 requests to it, and 900 with a
 * second signature or a redirect. One network cannot use this up.
 */
export const KNOWN_HOST_RATE = Object.freeze({ max: 1_500, everyMs: WINDOW_MS })
/** To any other host: a request every two seconds harms no web server. A new server is known after its first actor. */
export const UNKNOWN_HOST_RATE = Object.freeze({ max: 300, everyMs: WINDOW_MS })
/** To all hosts that are not known. Networks that have caused many requests leave the rest to others. */
export const UNKNOWN_HOSTS_RATE = Object.freeze({ max: 3_000, everyMs: WINDOW_MS })
/** To all hosts, so that half is kept for known ones. */
const ALL_HOSTS_RATE = Object.freeze({ max: 6_000, everyMs: WINDOW_MS })

/** An actor with every text at its limit has a fraction of this. */
const MAX_BYTES = 256 * 1_024

/** Counts each hop, and holds the slots of a hop until the next one or the end. */
export function fetchUnverified(app: App, cause: Unverified, fetch: SafeFetch): SafeFetch {
  return async (request) => {
    let hop: { host: string; slots: HeldSlots } | undefined
    const beforeHop = async (url: URL) => {
      hop?.slots.release()
      hop = undefined
      await request.beforeHop?.(url)
      hop = { host: url.host, slots: await admit(app, cause, url.host) }
    }
    try {
      const maxBytes = Math.min(request.maxBytes ?? MAX_BYTES, MAX_BYTES)
      const response = await fetch({ ...request, maxBytes, beforeHop })
      if (hop) markAnswering(app, hop.host)
      return response
    } catch (error) {
      if (hop && error instanceof FetchError && error.reason === 'timeout') markSilent(app, hop.host)
      throw error
    } finally {
      hop?.slots.release()
    }
  }
}

/** The cheapest limit comes first. What does not leave does not count. */
async function admit(app: App, cause: Unverified, host: string): Promise<HeldSlots> {
  const ofNetwork = ratesOf(cause)
  countFetch(app, ofNetwork)
  let slots: HeldSlots | undefined
  try {
    const isKnown = await isKnownHost(app, host)
    slots = takeSlots(app, { network: cause.network, host, isKnown })
    const shared = sharedRates(isKnown)
    for (const own of ofNetwork) for (const rate of shared) requireShare(app, own, rate)
    const toHost = [`unverified to ${host}`, isKnown ? KNOWN_HOST_RATE : UNKNOWN_HOST_RATE] as const
    countFetch(app, [toHost, ...shared])
    cause.counted.push(...ofNetwork, ...shared)
    return slots
  } catch (error) {
    slots?.release()
    uncountFetch(app, ofNetwork)
    throw error
  }
}

function ratesOf({ network }: Unverified): KeyRate[] {
  const site = siteOf(network)
  const ofNetwork: KeyRate = [`network ${network}`, NETWORK_RATE]
  return site === undefined ? [ofNetwork] : [ofNetwork, [`network ${site}`, SITE_RATE]]
}

function sharedRates(isKnown: boolean): KeyRate[] {
  const all: KeyRate = ['unverified', ALL_HOSTS_RATE]
  return isKnown ? [all] : [['unverified to unknown hosts', UNKNOWN_HOSTS_RATE], all]
}

/** Cheap: to be asked before anything is prepared for a fetch. @throws OverLimit if the network may cause no more */
export function requireNetworkLeft(app: App, cause: Unverified): void {
  for (const rate of ratesOf(cause)) requireLeft(app, rate)
}

/**
 * To be called when the fetched key has verified the signature. What was sent still counts for the hosts that it went
 * to, since a valid actor may redirect to others or name them as the host of its handle.
 */
export function forgiveVerified(app: App, cause: Unverified): void {
  uncountFetch(app, cause.counted.splice(0))
}
