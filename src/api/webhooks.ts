/**
 * Webhooks: addresses that are told of events with signed calls (docs/webhooks.md). A key cannot be told through one of
 * what it may not read itself.
 */
import { z } from 'zod'
import { Forbidden, InvalidFields } from '../core/errors.ts'
import type { Viewer } from '../core/tokens/find.ts'
import { covers } from '../core/tokens/scopes.ts'
import { replayDeliveries, testWebhook } from '../core/webhooks/ask.ts'
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  rotateWebhookSecret,
  type WebhookWithSecret,
} from '../core/webhooks/change.ts'
import { WEBHOOK_EVENTS, type WebhookEvent } from '../core/webhooks/event-types.ts'
import { isMadeWith, listDeliveries, listWebhooks, requireWebhook, typesInLog } from '../core/webhooks/find.ts'
import { LOGGED_DELIVERIES, LONGEST_FORMER_SECRET_MS, MAX_WEBHOOK_ADDRESS } from '../core/webhooks/limits.ts'
import type { Webhook } from '../db/tables/webhooks.ts'
import { SECOND } from '../lib/durations.ts'
import type { Id } from '../lib/ids.ts'
import { EmptyEntity } from './entities/empty.ts'
import { NewWebhookEntity, renderWebhook, WebhookEntity } from './entities/webhook.ts'
import { renderWebhookDelivery, WebhookDeliveryEntity } from './entities/webhook-delivery.ts'
import { type Call, type Endpoint, endpoint } from './http/endpoint.ts'
import { choice, optionalFlag, optionalId, optionalText, requiredText, wholeNumber, words } from './http/form-types.ts'
import { pagedReply } from './http/reply.ts'

const MAX_TIME = 40
const LOG_PAGE = { default: 20, max: LOGGED_DELIVERIES }

const CreateForm = z.object({ url: requiredText(MAX_WEBHOOK_ADDRESS), events: words })
const ChangeForm = z.object({ url: optionalText(MAX_WEBHOOK_ADDRESS), events: words, enabled: optionalFlag })
const RotateForm = z.object({
  /** For how many seconds the former secret is valid too. */
  former_expires_in: wholeNumber(0, LONGEST_FORMER_SECRET_MS / SECOND),
})
const LogForm = z.object({ state: choice(['waiting', 'delivered', 'failed']) })
const ReplayForm = z.object({
  delivery_id: optionalId,
  since: optionalText(MAX_TIME),
  until: optionalText(MAX_TIME),
  state: choice(['failed']),
})
const ReplayedEntity = z.strictObject({ count: z.int() })

export const webhookEndpoints: Endpoint[] = [
  endpoint('GET /api/v1/webhooks', { scope: 'read:accounts', answer: z.array(WebhookEntity) }, async (call) =>
    (await listWebhooks(call.app, call.viewer.user)).map(renderWebhook),
  ),
  endpoint(
    'POST /api/v1/webhooks',
    { scope: 'write:accounts', form: CreateForm, answer: NewWebhookEntity },
    async ({ app, viewer, form }) => {
      requireScopesOf(viewer, form.events)
      return showSecret(await createWebhook(app, viewer.user, form, viewer.token))
    },
  ),
  endpoint('GET /api/v1/webhooks/:id', { scope: 'read:accounts', answer: WebhookEntity }, async (call) =>
    renderWebhook(await requireWebhook(call.app, call.viewer.user, call.params.id)),
  ),
  endpoint(
    'PUT /api/v1/webhooks/:id',
    { scope: 'write:accounts', form: ChangeForm, answer: WebhookEntity },
    async ({ app, viewer, params, form }) => {
      const webhook = await requireReadable(app, viewer, params.id)
      if (form.url) requireMaker(viewer, webhook)
      requireScopesOf(viewer, form.events)
      const input = { ...(form.url && { url: form.url }), ...(form.events.length > 0 && { events: form.events }) }
      return renderWebhook(await changeWebhook(app, viewer.user, params.id, { ...input, isOn: form.enabled }))
    },
  ),
  endpoint(
    'DELETE /api/v1/webhooks/:id',
    { scope: 'write:accounts', answer: EmptyEntity },
    async ({ app, viewer, params }) => {
      await deleteWebhook(app, viewer.user, params.id)
      return {}
    },
  ),
  endpoint(
    'POST /api/v1/webhooks/:id/rotate',
    { scope: 'write:accounts', form: RotateForm, answer: NewWebhookEntity },
    async ({ app, viewer, params, form: { former_expires_in: seconds } }) => {
      requireMaker(viewer, await requireReadable(app, viewer, params.id))
      const options = seconds === undefined ? {} : { formerForMs: seconds * SECOND }
      return showSecret(await rotateWebhookSecret(app, viewer.user, params.id, options))
    },
  ),
  endpoint(
    'POST /api/v1/webhooks/:id/test',
    { scope: 'write:accounts', answer: EmptyEntity },
    async ({ app, viewer, params }) => {
      await testWebhook(app, viewer.user, params.id)
      return {}
    },
  ),
  endpoint(
    'GET /api/v1/webhooks/:id/deliveries',
    { scope: 'read:accounts', form: LogForm, answer: z.array(WebhookDeliveryEntity), page: LOG_PAGE },
    async ({ app, viewer, params, form, page }) => {
      const webhook = await requireReadable(app, viewer, params.id)
      const rows = await listDeliveries(app, webhook, page, form)
      return pagedReply(
        rows.map(renderWebhookDelivery),
        rows.map((row) => row.id),
        page,
      )
    },
  ),
  endpoint(
    'POST /api/v1/webhooks/:id/replay',
    { scope: 'write:accounts', form: ReplayForm, answer: ReplayedEntity },
    async ({ app, viewer, params, form }) => {
      await requireReadable(app, viewer, params.id)
      const span = {
        deliveryId: form.delivery_id,
        since: timeIn('since', form.since),
        until: timeIn('until', form.until),
        onlyFailed: form.state === 'failed',
      }
      return { count: await replayDeliveries(app, viewer.user, params.id, span) }
    },
  ),
]

function showSecret({ webhook, secret }: WebhookWithSecret) {
  return { ...renderWebhook(webhook), secret }
}

/**
 * Whoever has the address or the secret of a webhook has it for as long as it lasts. So what may end before it may not
 * change them.
 * @throws Forbidden
 */
function requireMaker({ token }: Viewer, webhook: Webhook): void {
  if (!isMadeWith(webhook, token)) throw new Forbidden('webhook-made-otherwise')
}

/** A webhook of the viewer, if the key may read what it is told of, and all of its log. @throws NotFound, Forbidden */
async function requireReadable(app: Call['app'], viewer: Viewer, id: Id): Promise<Webhook> {
  const webhook = await requireWebhook(app, viewer.user, id)
  requireScopesOf(viewer, [...webhook.events, ...(await typesInLog(app, webhook))])
  return webhook
}

/** What is no event has no scope, and is refused by core. @throws Forbidden */
function requireScopesOf(viewer: Viewer, events: readonly string[]): void {
  for (const type of events) {
    const scope = Object.hasOwn(WEBHOOK_EVENTS, type) ? WEBHOOK_EVENTS[type as WebhookEvent].scope : undefined
    if (scope !== undefined && !covers(viewer.scopes, scope)) throw new Forbidden('scope-beyond-own', { scope })
  }
}

/** @returns Unix milliseconds */
function timeIn(field: string, text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  const time = Date.parse(text)
  if (Number.isNaN(time)) throw new InvalidFields({ [field]: [['not-a-date']] })
  return time
}
