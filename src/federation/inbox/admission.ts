/**
 * Counts requests to the federation routes: by the network of their sender, and once their signature is verified by the
 * server that signed them instead.
 */

import type { App } from '../../core/app.ts'
import type { RateBy } from '../../core/rate-limits/rates.ts'
import { giveBack, spend } from '../../core/rate-limits/spend.ts'
import { HOUR } from '../../lib/durations.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'

interface Origin {
  request: IncomingRequest
  /** Of the sender. */
  network: string
}

/** `network host` for each server whose signature was verified on a request from that network. */
const provenServers = slot(() => new LruMap<string, true>({ max: 20_000, ttl: HOUR }))

/** The host of a key id. Not parsed as an address, since every request passes here. */
const CLAIMED_HOST = /keyid="https?:\/\/([^/?#"]+)/i

/** The rate of a network, and that of a server which has proved itself. */
const BY_SERVER = { inbox: 'inboxByServer', document: 'documentsByServer' } as const

/** Counts a request before it is read. @throws TooManyRequests */
export function admitRequest(app: App, rate: RateBy<'network'>, origin: Origin): void {
  spend(app, rate, counterOf(app, origin))
}

/**
 * Counts a request whose signature is verified, by the server that signed it.
 * @throws TooManyRequests
 */
export function countVerified(app: App, rate: keyof typeof BY_SERVER, origin: Origin, host: string): void {
  giveBack(app, rate, counterOf(app, origin))
  app.slot(provenServers).set(`${origin.network} ${host}`, true)
  spend(app, BY_SERVER[rate], host)
}

/**
 * A request that claims to come from a server that has proved itself on this network has a counter apart, so that
 * others on the network cannot use up that of an honest server.
 */
function counterOf(app: App, { request, network }: Origin): string {
  const host = CLAIMED_HOST.exec(request.header('signature-input') ?? request.header('signature') ?? '')?.[1]
  const proven = `${network} ${host}`
  return app.slot(provenServers).has(proven) ? proven : network
}
