/** Limits what one server may make us fetch from others by its activities, its own or forwarded ones (R-113, E-45). */
import type { App } from '../../core/app.ts'
import { HOUR } from '../../lib/durations.ts'
import type { SafeFetch } from '../../lib/http/outgoing.ts'
import { isKnownHost } from './known-hosts.ts'
import { countFetch } from './rates.ts'

/** Activities with a valid signature, sent or forwarded by accounts of this host. */
export interface Sender {
  kind: 'sender'
  host: string
}

/** A relay that forwards one post a second makes us send three requests for each: post, author and WebFinger. */
export const SENDER_RATE = Object.freeze({ max: 12_000, everyMs: HOUR })
/** A third of what a relay forwards is from the largest server. */
export const SENDER_TO_HOST_RATE = Object.freeze({ max: 3_600, everyMs: HOUR })
/**
 * Requests to one host that has no account here, whoever causes them: it may be any web server. A server of the
 * fediverse has one after the first fetch.
 */
export const TO_UNKNOWN_HOST_RATE = Object.freeze({ max: 600, everyMs: HOUR })

/** Requests to the sender's own host are not counted. */
export function fetchForSender(app: App, { host: sender }: Sender, fetch: SafeFetch): SafeFetch {
  return (request) =>
    fetch({
      ...request,
      async beforeHop(url) {
        await request.beforeHop?.(url)
        const { host } = url
        if (host === sender) return
        const isKnown = await isKnownHost(app, host)
        countFetch(app, [
          [`sender ${sender}`, SENDER_RATE],
          [`sender ${sender} to ${host}`, SENDER_TO_HOST_RATE],
          ...(isKnown ? [] : [[`senders to ${host}`, TO_UNKNOWN_HOST_RATE] as const]),
        ])
      },
    })
}
