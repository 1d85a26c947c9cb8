/** Deliveries that an owner asks for: a test, and repetitions of what is in the log. */
import type { User } from '../../db/tables/users.ts'
import type { Webhook, WebhookDelivery } from '../../db/tables/webhooks.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { Conflict, NotFound } from '../errors.ts'
import { spend } from '../rate-limits/spend.ts'
import { WEBHOOK_TEST } from './event-types.ts'
import { requireWebhook } from './find.ts'
import { recordMessage } from './record.ts'

type Owner = Pick<User, 'id'>

/** Sends a message that says nothing, like any other. @throws NotFound, or Conflict if the webhook is off */
export async function testWebhook(app: App, user: Owner, id: Id): Promise<void> {
  await app.transaction(async (tx) => {
    const webhook = await requireReady(tx, user, id)
    const data = { webhook_id: String(id) }
    await recordMessage(tx, webhook, { type: WEBHOOK_TEST, about: 'test', data: JSON.stringify(data), short: data })
  })
}

/** What to repeat. Without any, all that is in the log. */
interface ReplaySpan {
  deliveryId?: Id | undefined
  /** Unix milliseconds of the events, the first and the last. */
  since?: number | undefined
  until?: number | undefined
  /** Only what was never delivered. */
  onlyFailed?: boolean | undefined
}

/**
 * Delivers again what is in the log, in order, with the ids that the messages had. What still waits is left alone.
 * @returns how many
 * @throws NotFound, Conflict if the webhook is off, or TooManyRequests
 */
export async function replayDeliveries(app: App, user: Owner, id: Id, span: ReplaySpan): Promise<number> {
  await requireWebhook(app, user, id)
  // One counts like an event, so that nobody can use the log to flood an address.
  spend(app, span.deliveryId === undefined ? 'webhookReplays' : 'webhookEvents', String(id))
  return await app.transaction(async (tx) => {
    const webhook = await requireReady(tx, user, id)
    const asked = await tx.db
      .updateTable('webhook_deliveries')
      .set({ state: 'waiting', asked_at: tx.clock.now(), attempts: 0 })
      .where('id', 'in', chosen(tx, webhook, span))
      .returning(['id', 'about'])
      .execute()
    if (span.deliveryId !== undefined && asked.length === 0)
      throw new NotFound('no-webhook-delivery', { id: span.deliveryId })
    const deliveries = asked.sort((a, b) => a.id - b.id)
    if (asked.length > 0) await tx.emit('webhook.deliveries_asked', { webhook_id: id, url: webhook.url, deliveries })
    return asked.length
  })
}

function chosen(tx: Tx, webhook: Webhook, { deliveryId, since, until, onlyFailed }: ReplaySpan) {
  const states: WebhookDelivery['state'][] = onlyFailed ? ['failed'] : ['delivered', 'failed']
  let query = tx.db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('webhook_id', '=', webhook.id)
    .where('state', 'in', states)
  if (deliveryId !== undefined) query = query.where('id', '=', deliveryId)
  if (since !== undefined) query = query.where('created_at', '>=', since)
  if (until !== undefined) query = query.where('created_at', '<=', until)
  return query
}

/** A webhook that is on, and is wanted now. */
async function requireReady(tx: Tx, user: Owner, id: Id): Promise<Webhook> {
  const webhook = await requireWebhook(tx, user, id)
  if (webhook.off_at !== null) throw new Conflict('webhook-off')
  await tx.db.updateTable('webhooks').set({ asked_at: tx.clock.now() }).where('id', '=', id).execute()
  return webhook
}
