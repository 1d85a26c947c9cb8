/** Signs a message as the Standard Webhooks specification says: HMAC-SHA256 over its id, the time and the body. */
import { createHmac } from 'node:crypto'
import { SECOND } from '../lib/durations.ts'

const PREFIX = 'whsec_'

interface SignedMessage {
  id: string
  /** Unix milliseconds of this attempt, so that receivers can refuse old repetitions. */
  now: number
  body: string
}

/** @param secrets each signs, so that a receiver that knows any of them accepts it */
export function webhookHeaders(secrets: readonly string[], { id, now, body }: SignedMessage): Record<string, string> {
  const timestamp = String(Math.floor(now / SECOND))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'content-type': 'application/json; charset=utf-8',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signatures.join(' '),
  }
}
