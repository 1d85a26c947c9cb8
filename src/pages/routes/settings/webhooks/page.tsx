/** `/settings/webhooks/12`: whether it is on, a test, and what it was told. */
import type { VNode } from 'preact'
import { messageIdOf } from '../../../../api/entities/webhook-delivery.ts'
import { replayDeliveries, testWebhook } from '../../../../core/webhooks/ask.ts'
import { changeWebhook } from '../../../../core/webhooks/change.ts'
import { listDeliveries, requireWebhook } from '../../../../core/webhooks/find.ts'
import { LOGGED_DELIVERIES } from '../../../../core/webhooks/limits.ts'
import type { User } from '../../../../db/tables/users.ts'
import type { Webhook, WebhookDelivery } from '../../../../db/tables/webhooks.ts'
import type { Answer } from '../../../../lib/http-server/answer.ts'
import { CheckBox } from '../../../components/check-box.tsx'
import { Pagination } from '../../../components/feed.tsx'
import { Field } from '../../../components/field.tsx'
import { Form } from '../../../components/form.tsx'
import { SettingsPage } from '../../../components/settings-page.tsx'
import { count, Time } from '../../../components/time.tsx'
import { type FormFields, readForm } from '../../../http/form.ts'
import { pageOf, reachesTop, turnsOf } from '../../../http/page-of.ts'
import { leadTo, respond } from '../../../http/respond.tsx'
import { requireSender, requireVisitor, type Visit } from '../../../visit/visit.ts'
import { webhookIdIn } from './id.ts'
import { WEBHOOKS_PATH, WebhookState } from './list.tsx'

export async function webhookPage(visit: Visit, idText: string): Promise<Answer> {
  const { user } = requireVisitor(visit)
  const webhook = await requireWebhook(visit.app, user, webhookIdIn(idText))
  const path = `${WEBHOOKS_PATH}/${webhook.id}`
  const page = pageOf(visit.request)
  const rows = await listDeliveries(visit.app, webhook, page)
  const cursors = rows.map(({ id }) => id)
  if (reachesTop(page, cursors)) return leadTo(visit, path)
  return respond(visit, {
    head: { title: 'Webhook', noindex: true },
    body: (
      <SettingsPage title="Webhook" here={WEBHOOKS_PATH}>
        <Done visit={visit} />
        <p class="address">
          <bdi>{webhook.url}</bdi>
        </p>
        <WebhookState webhook={webhook} />
        <p class="hint">
          Told of <code>{webhook.events.join(', ')}</code>
        </p>
        <Actions visit={visit} path={path} isOn={webhook.off_at === null} />
        <h2>Log</h2>
        {rows.length === 0 ? (
          <p class="empty">Nothing has happened yet.</p>
        ) : (
          <ul class="rows">
            {rows.map((row) => (
              <Delivery visit={visit} path={path} delivery={row} isOn={webhook.off_at === null} />
            ))}
          </ul>
        )}
        <Pagination turns={turnsOf(path, cursors, page)} />
        {webhook.off_at === null && rows.length > 0 && <Replay visit={visit} path={path} />}
      </SettingsPage>
    ),
  })
}

/** Switches it on or off, tests it, or delivers again. */
export async function submitWebhook(visit: Visit, idText: string): Promise<Answer> {
  const fields = await readForm(visit)
  const { user } = requireSender(visit)
  const webhook = await requireWebhook(visit.app, user, webhookIdIn(idText))
  return leadTo(visit, `${WEBHOOKS_PATH}/${webhook.id}${await act(visit, user, webhook, fields)}`)
}

/** @returns the query of the page that follows */
async function act({ app }: Visit, user: User, { id }: Webhook, fields: FormFields): Promise<string> {
  switch (fields.act) {
    case 'on':
    case 'off':
      await changeWebhook(app, user, id, { isOn: fields.act === 'on' })
      return ''
    case 'test':
      await testWebhook(app, user, id)
      return '?tested=1'
    case 'replay': {
      const deliveryId = fields.delivery === undefined ? undefined : webhookIdIn(fields.delivery)
      const span = { since: timeIn(fields.since), until: timeIn(fields.until), onlyFailed: fields.failed === 'on' }
      return `?replayed=${await replayDeliveries(app, user, id, { ...span, deliveryId })}`
    }
  }
  return ''
}

/** The value of an input, which has no time zone and means UTC. Undefined for none, and for what no browser sends. */
function timeIn(text = ''): number | undefined {
  const time = Date.parse(`${text}Z`)
  return Number.isNaN(time) ? undefined : time
}

function Done({ visit: { request } }: { visit: Visit }): VNode | null {
  const query = new URLSearchParams(request.query)
  const replayed = Number(query.get('replayed') ?? Number.NaN)
  const words = query.has('saved')
    ? 'Saved.'
    : query.has('tested')
      ? 'A test is on its way. Load the page again to see what became of it.'
      : Number.isSafeInteger(replayed)
        ? replayedWords(replayed)
        : undefined
  if (!words) return null
  return (
    <p class="notice" role="status">
      {words}
    </p>
  )
}

function replayedWords(replayed: number): string {
  return replayed === 0
    ? 'There is nothing to deliver again. What still waits needs no replay: a test tries it now.'
    : `${count(replayed, 'event is', 'events are')} delivered again.`
}

interface ActionsProps {
  visit: Visit
  path: string
  isOn: boolean
}

function Actions({ visit, path, isOn }: ActionsProps): VNode {
  return (
    <Form visit={visit} action={path} class="decision">
      {isOn && (
        <button type="submit" name="act" value="test">
          Send a test
        </button>
      )}
      <button class={isOn ? 'quiet' : undefined} type="submit" name="act" value={isOn ? 'off' : 'on'}>
        {isOn ? 'Switch off' : 'Switch on'}
      </button>
      <a href={`${path}/edit`}>Change or delete</a>
    </Form>
  )
}

function Delivery({ visit, path, delivery, isOn }: ActionsProps & { delivery: WebhookDelivery }): VNode {
  const { id, type, state, created_at, body } = delivery
  return (
    <li>
      <p>
        <b>{type}</b> <span class={state === 'failed' ? 'wrong' : undefined}>{outcomeOf(delivery)}</span>
      </p>
      <p class="hint">
        <Time at={created_at} /> · <code>{messageIdOf(delivery)}</code>
      </p>
      <details class="fold">
        <summary>Body</summary>
        <section class="payload" tabindex={0} aria-label={`Body of ${messageIdOf(delivery)}`}>
          <pre>{readable(body)}</pre>
        </section>
      </details>
      {isOn && state !== 'waiting' && (
        <Form visit={visit} action={path}>
          <input type="hidden" name="delivery" value={String(id)} />
          <button
            class="quiet"
            type="submit"
            name="act"
            value="replay"
            aria-label={`Deliver again: ${messageIdOf(delivery)}`}
          >
            Deliver again
          </button>
        </Form>
      )}
    </li>
  )
}

function outcomeOf({ state, status, error, attempts }: WebhookDelivery): string {
  if (state === 'delivered') return `delivered (${status ?? 'accepted'})`
  const why = [attempts > 0 && count(attempts, 'attempt', 'attempts'), error].filter(Boolean).join(', ')
  return `${state === 'failed' ? 'not delivered' : 'waiting'}${why && ` (${why})`}`
}

function readable(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2)
}

function Replay({ visit, path }: { visit: Visit; path: string }): VNode {
  return (
    <Form visit={visit} action={path} class="sheet">
      <h2>Deliver again</h2>
      <p class="hint">
        Everything in the log: the last {LOGGED_DELIVERIES} deliveries, and for a month what never arrived. The ids of
        the messages stay the same, so that your program can tell what it knows.
      </p>
      <Field name="since" label="From (UTC)" type="datetime-local" />
      <Field name="until" label="Until (UTC)" type="datetime-local" />
      <CheckBox name="failed" label="Only what never arrived" checked />
      <button class="quiet" type="submit" name="act" value="replay">
        Deliver these again
      </button>
    </Form>
  )
}
