/** Notes in the log what became of a delivery. */
import type { Webhook, WebhookDelivery } from '../../db/tables/webhooks.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { MAX_WAITING_DELIVERIES, WEBHOOK_TRIED_FOR_MS } from './limits.ts'
import { switchOff } from './switch-off.ts'

/** One attempt at a delivery. */
export interface WebhookAttempt {
  /** Undefined if there was no answer. */
  status: number | undefined
  /** Empty if it was accepted. */
  error: string
}

/** A delivery that still waits; undefined if it was made or given up meanwhile. */
export async function findWaitingDelivery({ db }: App, id: Id): Promise<WebhookDelivery | undefined> {
  const found = db.selectFrom('webhook_deliveries').selectAll().where('id', '=', id)
  return await found.where('state', '=', 'waiting').executeTakeFirst()
}

export async function noteDelivered(app: App, delivery: WebhookDelivery, attempt: WebhookAttempt): Promise<void> {
  await app.transaction(async (tx) => {
    await note(tx, delivery, attempt, 'delivered')
    const delivered_at = tx.clock.now()
    await tx.db.updateTable('webhooks').set({ delivered_at }).where('id', '=', delivery.webhook_id).execute()
  })
}

/**
 * Notes an attempt that failed. Switches the webhook off if it has accepted nothing since the delivery was asked for, for
 * three days, or if too many deliveries wait for it.
 * @returns whether the delivery is tried again
 */
export async function noteFailedAttempt(
  app: App,
  delivery: WebhookDelivery,
  attempt: WebhookAttempt,
): Promise<boolean> {
  return await app.transaction(async (tx) => {
    const isOver = tx.clock.now() - delivery.asked_at >= WEBHOOK_TRIED_FOR_MS
    await note(tx, delivery, attempt, isOver ? 'failed' : 'waiting')
    const webhook = await tx.db
      .selectFrom('webhooks')
      .selectAll()
      .where('id', '=', delivery.webhook_id)
      .executeTakeFirst()
    if (!webhook) return false
    if (isOver && (webhook.delivered_at ?? 0) < delivery.asked_at) await switchOff(tx, webhook, 'failing')
    if (isOver) return false
    const isTooMuch = await hasBacklog(tx, webhook)
    if (isTooMuch) await switchOff(tx, webhook, 'backlog')
    return !isTooMuch
  })
}

/** Notes that no later attempt can succeed. */
export async function noteGivenUp(
  app: App,
  delivery: WebhookDelivery,
  attempt: WebhookAttempt,
  { isGone }: { isGone: boolean },
): Promise<void> {
  await app.transaction(async (tx) => {
    await note(tx, delivery, attempt, 'failed')
    if (isGone) await switchOff(tx, { id: delivery.webhook_id }, 'gone')
  })
}

async function hasBacklog({ db }: Tx, { id }: Webhook): Promise<boolean> {
  const waiting = db
    .selectFrom('webhook_deliveries')
    .select('id')
    .where('webhook_id', '=', id)
    .where('state', '=', 'waiting')
  return (await waiting.offset(MAX_WAITING_DELIVERIES).limit(1).executeTakeFirst()) !== undefined
}

async function note(
  tx: Tx,
  { id }: WebhookDelivery,
  { status = null, error }: { status?: number | null | undefined; error: string },
  state: WebhookDelivery['state'],
): Promise<void> {
  await tx.db
    .updateTable('webhook_deliveries')
    .set((eb) => ({ state, status, error, attempts: eb('attempts', '+', 1), tried_at: tx.clock.now() }))
    .where('id', '=', id)
    .execute()
}
