/** The job that tells a webhook of one event, at least once, and in order for each object. */
import { z } from 'zod'
import { messageIdOf } from '../api/entities/webhook-delivery.ts'
import type { App, Reaction } from '../core/app.ts'
import { SecretKeyError } from '../core/secrets/secret-key.ts'
import { findActiveWebhook } from '../core/webhooks/find.ts'
import { WEBHOOK_TRIED_FOR_MS } from '../core/webhooks/limits.ts'
import {
  findWaitingDelivery,
  noteDelivered,
  noteFailedAttempt,
  noteGivenUp,
  type WebhookAttempt,
} from '../core/webhooks/outcome.ts'
import { validWebhookSecrets } from '../core/webhooks/secret.ts'
import type { Webhook, WebhookDelivery } from '../db/tables/webhooks.ts'
import { DELIVERY_POLICY, type DeliveryRequest, deliverTo, WAITING_FOR_HOST } from '../delivery/deliver.ts'
import { DELIVER_WEBHOOK, hostIsAlive, hostState } from '../delivery/host-health.ts'
import { GiveUp, type JobRun, job, RetryLater } from '../jobs/job.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { webhookHeaders } from './sign.ts'
import { isGone, webhookVerdict } from './verdict.ts'

const CONCURRENCY = 16
/** One slow receiver must not occupy all of them. */
const PER_HOST = 4

const payload = z.object({
  delivery_id: z.number(),
  webhook_id: z.number(),
  /** The object of the event: what is told about one object is told in order. */
  about: z.string(),
  url: z.string(),
})
type Told = z.infer<typeof payload>

/** webhook.deliveries_asked: in the transaction of the event, or of the owner who asks. */
export const enqueueWebhookDeliveries: Reaction<'webhook.deliveries_asked'> = async (
  tx,
  { webhook_id, url, deliveries },
) => {
  await tx.enqueue(
    deliverWebhook,
    deliveries.map(({ id, about }) => ({ delivery_id: id, webhook_id, about, url })),
  )
}

export const deliverWebhook = job(
  DELIVER_WEBHOOK,
  {
    payload,
    ...DELIVERY_POLICY,
    concurrency: CONCURRENCY,
    perLane: PER_HOST,
    inOrder: ({ webhook_id, about }: Told) => `webhook ${webhook_id} ${about}`,
    lane: ({ url }: Told) => laneOf(url),
  },
  async (app: App, { delivery_id }, run) => {
    const delivery = await findWaitingDelivery(app, delivery_id)
    if (!delivery) throw new GiveUp('it is not wanted any more')
    const webhook = await findActiveWebhook(app, delivery)
    if (webhook) return await send(app, webhook, delivery, run)
    const attempt = { status: undefined, error: 'the webhook is off' }
    await noteGivenUp(app, delivery, attempt, { isGone: false })
    throw new GiveUp(attempt.error)
  },
)

/** A receiver may be on the host of a server that we federate with, whose health is another matter. */
function laneOf(url: string): string {
  return `hook ${parseHttpUrl(url)?.host ?? ''}`
}

async function send(app: App, webhook: Webhook, delivery: WebhookDelivery, run: JobRun): Promise<void> {
  const lane = laneOf(webhook.url)
  await tryIfAsked(app, webhook, lane)
  let status: number | undefined
  const judge: typeof webhookVerdict = (answer, attempt, now) => {
    status = answer.status
    return webhookVerdict(answer, attempt, now)
  }
  try {
    const options = { lane, tryForMs: WEBHOOK_TRIED_FOR_MS, judge }
    await deliverTo(app, webhook.url, run, async () => requestOf(app, webhook, delivery), options)
  } catch (error) {
    throw await noteFailure(app, delivery, error, status)
  }
  await noteDelivered(app, delivery, { status, error: '' })
}

function requestOf(app: App, webhook: Webhook, { id, body }: WebhookDelivery): DeliveryRequest {
  const message = { id: messageIdOf({ id }), now: app.clock.now(), body }
  return { body: Buffer.from(body), headers: webhookHeaders(secretsOf(app, webhook), message) }
}

/** @throws GiveUp if the key of this server was lost: its owner reads in the log what helps */
function secretsOf(app: App, webhook: Webhook): string[] {
  try {
    return validWebhookSecrets(app, webhook)
  } catch (error) {
    throw error instanceof SecretKeyError ? new GiveUp('its secret cannot be read any more: make a new one') : error
  }
}

/** Who makes a webhook or switches it on says that its host is there, whatever we found before. */
async function tryIfAsked(app: App, { asked_at }: Webhook, lane: string): Promise<void> {
  const { failingSince } = await hostState(app, lane)
  if (failingSince !== null && asked_at > failingSince) await hostIsAlive(app, lane)
}

/** @returns what the job is to end with */
async function noteFailure(
  app: App,
  delivery: WebhookDelivery,
  error: unknown,
  status: number | undefined,
): Promise<unknown> {
  if (!(error instanceof RetryLater || error instanceof GiveUp)) return error
  const attempt: WebhookAttempt = { status, error: error.message }
  if (error instanceof GiveUp) {
    await noteGivenUp(app, delivery, attempt, { isGone: isGone(status) })
    return error
  }
  if (error.message === WAITING_FOR_HOST) return error
  return (await noteFailedAttempt(app, delivery, attempt)) ? error : new GiveUp(error.message)
}
