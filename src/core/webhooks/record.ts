/** Writes what a webhook is to be told, in the transaction of the event. */
import type { Webhook } from '../../db/tables/webhooks.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { TooMany } from '../errors.ts'
import type { RateBy } from '../rate-limits/rates.ts'
import { spend } from '../rate-limits/spend.ts'
import { EVENTS_OMITTED, WEBHOOK_PAYLOAD_VERSION } from './event-types.ts'
import { MAX_WEBHOOK_BODY } from './limits.ts'

interface WebhookMessage {
  type: string
  /** The object of the event: messages about one object are delivered in order. */
  about: string
  /** Its JSON. */
  data: string
  /** What is sent instead, if that is too long. */
  short: object
}

type Told = Pick<Webhook, 'id' | 'url'>

/**
 * Writes a message for one webhook. Beyond its rate it is left out, and a message of its own says so once an hour: the
 * receiver then has to ask the API for what it missed.
 */
export async function recordMessage(tx: Tx, webhook: Told, message: WebhookMessage): Promise<void> {
  if (mayRecord(tx, 'webhookEvents', webhook.id)) return await write(tx, webhook, message)
  if (!mayRecord(tx, 'webhookOmissions', webhook.id)) return
  const since = { since: new Date(tx.clock.now()).toISOString() }
  await write(tx, webhook, { type: EVENTS_OMITTED, about: 'webhook', data: JSON.stringify(since), short: since })
}

function mayRecord(tx: Tx, rate: RateBy<'webhook'>, webhookId: Id): boolean {
  try {
    spend(tx, rate, String(webhookId))
    return true
  } catch (error) {
    if (error instanceof TooMany) return false
    throw error
  }
}

async function write(
  tx: Tx,
  { id: webhookId, url }: Told,
  { type, about, data, short }: WebhookMessage,
): Promise<void> {
  const now = tx.clock.now()
  const bodyWith = (json: string) =>
    `{"type":${JSON.stringify(type)},"timestamp":"${new Date(now).toISOString()}","version":${WEBHOOK_PAYLOAD_VERSION},"data":${json}}`
  const whole = bodyWith(data)
  const body =
    Buffer.byteLength(whole) <= MAX_WEBHOOK_BODY ? whole : bodyWith(JSON.stringify({ ...short, too_large: true }))
  const row = { id: tx.ids.next(), webhook_id: webhookId, type, about, body, created_at: now, asked_at: now }
  await tx.db.insertInto('webhook_deliveries').values(row).execute()
  await tx.emit('webhook.deliveries_asked', { webhook_id: webhookId, url, deliveries: [{ id: row.id, about }] })
}
