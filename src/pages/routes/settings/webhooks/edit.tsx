/**
 * `/settings/webhooks/new` and `/settings/webhooks/12/edit`: where to call, and for what. Both need the password, since a
 * webhook tells others what is meant for a person alone.
 */
import type { VNode } from 'preact'
import { Invalid } from '../../../../core/errors.ts'
import { changeWebhook, createWebhook, deleteWebhook, rotateWebhookSecret } from '../../../../core/webhooks/change.ts'
import { requireWebhook } from '../../../../core/webhooks/find.ts'
import { MAX_WEBHOOK_ADDRESS } from '../../../../core/webhooks/limits.ts'
import type { Role } from '../../../../db/tables/users.ts'
import type { Webhook } from '../../../../db/tables/webhooks.ts'
import type { Answer } from '../../../../lib/http-server/answer.ts'
import { sentenceOf } from '../../../../messages/sentence-of.ts'
import { Field } from '../../../components/field.tsx'
import { Form } from '../../../components/form.tsx'
import { SettingsPage } from '../../../components/settings-page.tsx'
import { WebhookEvents, webhookEventsIn } from '../../../components/webhook-events.tsx'
import { problemsOf, readForm } from '../../../http/form.ts'
import { leadTo, respond } from '../../../http/respond.tsx'
import { requireConfirmed, type Visit } from '../../../visit/visit.ts'
import { webhookIdIn } from './id.ts'
import { WEBHOOKS_PATH } from './list.tsx'

interface Attempt {
  url: string
  events: readonly string[]
  /** By field, and for the whole form under ''. */
  problems?: Record<string, string>
}

const EMPTY: Attempt = { url: '', events: [] }

export async function newWebhookPage(visit: Visit, attempt = EMPTY): Promise<Answer> {
  const { user } = requireConfirmed(visit)
  return respond(visit, {
    head: { title: 'New webhook', noindex: true },
    ...(attempt.problems && { status: 422 }),
    body: (
      <SettingsPage title="New webhook" here={WEBHOOKS_PATH}>
        <WebhookForm visit={visit} role={user.role} attempt={attempt} action={`${WEBHOOKS_PATH}/new`}>
          Make the webhook
        </WebhookForm>
      </SettingsPage>
    ),
  })
}

export async function makeWebhook(visit: Visit): Promise<Answer> {
  const fields = await readForm(visit)
  const { user } = requireConfirmed(visit)
  const input = { url: fields.url ?? '', events: webhookEventsIn(fields) }
  try {
    const { webhook, secret } = await createWebhook(visit.app, user, input)
    return await secretPage(visit, webhook, secret)
  } catch (error) {
    return newWebhookPage(visit, { ...input, problems: problemsIn(error) })
  }
}

export async function editWebhookPage(visit: Visit, idText: string, attempt?: Attempt): Promise<Answer> {
  const { user } = requireConfirmed(visit)
  const webhook = await requireWebhook(visit.app, user, webhookIdIn(idText))
  const path = pathOf(webhook)
  return respond(visit, {
    head: { title: 'Change a webhook', noindex: true },
    ...(attempt?.problems && { status: 422 }),
    body: (
      <SettingsPage title="Change a webhook" here={WEBHOOKS_PATH}>
        <WebhookForm visit={visit} role={user.role} attempt={attempt ?? webhook} action={`${path}/edit`}>
          Save
        </WebhookForm>
        <Rotation visit={visit} path={path} />
        <Deletion visit={visit} path={path} />
        <p>
          <a href={path}>Back to its log</a>
        </p>
      </SettingsPage>
    ),
  })
}

export async function submitEditWebhook(visit: Visit, idText: string): Promise<Answer> {
  const fields = await readForm(visit)
  const { user } = requireConfirmed(visit)
  const { app } = visit
  const { id } = await requireWebhook(app, user, webhookIdIn(idText))
  if (fields.act === 'delete') {
    await deleteWebhook(app, user, id)
    return leadTo(visit, WEBHOOKS_PATH)
  }
  if (fields.act === 'rotate') {
    const { webhook, secret } = await rotateWebhookSecret(app, user, id)
    return secretPage(visit, webhook, secret)
  }
  const input = { url: fields.url ?? '', events: webhookEventsIn(fields) }
  try {
    return leadTo(visit, `${pathOf(await changeWebhook(app, user, id, input))}?saved=1`)
  } catch (error) {
    return editWebhookPage(visit, idText, { ...input, problems: problemsIn(error) })
  }
}

function pathOf({ id }: Pick<Webhook, 'id'>): string {
  return `${WEBHOOKS_PATH}/${id}`
}

function problemsIn(error: unknown): Record<string, string> {
  if (!(error instanceof Invalid)) throw error
  const problems = problemsOf(error)
  return Object.keys(problems).length > 0 ? problems : { '': sentenceOf(error.reason) }
}

interface WebhookFormProps {
  visit: Visit
  role: Role
  attempt: Attempt
  action: string
  children: string
}

function WebhookForm({ visit, role, attempt, action, children }: WebhookFormProps): VNode {
  const { url, events, problems = {} } = attempt
  return (
    <Form visit={visit} action={action} class="sheet">
      {problems[''] && (
        <p class="alert" role="alert">
          {problems['']}
        </p>
      )}
      <Field
        name="url"
        label="Address to call"
        type="url"
        inputmode="url"
        placeholder="https://example.org/events"
        required
        maxlength={MAX_WEBHOOK_ADDRESS}
        value={url}
        problem={problems.url}
      />
      <WebhookEvents role={role} chosen={events} problem={problems.events} />
      <button type="submit">{children}</button>
    </Form>
  )
}

function Rotation({ visit, path }: { visit: Visit; path: string }): VNode {
  return (
    <Form visit={visit} action={`${path}/edit`} class="sheet">
      <h2>New secret</h2>
      <p class="hint">For a day, each call is signed with the present secret too.</p>
      <button class="quiet" type="submit" name="act" value="rotate">
        Make a new secret
      </button>
    </Form>
  )
}

function Deletion({ visit, path }: { visit: Visit; path: string }): VNode {
  return (
    <Form visit={visit} action={`${path}/edit`} class="sheet">
      <h2>Delete it</h2>
      <p class="hint">What was not delivered is deleted too.</p>
      <button class="danger" type="submit" name="act" value="delete">
        Delete the webhook
      </button>
    </Form>
  )
}

function secretPage(visit: Visit, webhook: Webhook, secret: string): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Secret of a webhook', noindex: true },
    body: (
      <SettingsPage title="Secret of your webhook" here={WEBHOOKS_PATH}>
        <p class="lead">It is shown only now. With it, your program checks that a call comes from here.</p>
        <code class="key">{secret}</code>
        <p>
          Calls are signed after the <a href="https://www.standardwebhooks.com/">Standard Webhooks</a> specification,
          whose libraries check them.
        </p>
        <p>
          <a href={pathOf(webhook)}>I have stored it</a>
        </p>
      </SettingsPage>
    ),
  })
}
