/** `/settings/webhooks`: the addresses that are told of what concerns a person. */
import type { VNode } from 'preact'
import { listWebhooks } from '../../../../core/webhooks/find.ts'
import type { Webhook } from '../../../../db/tables/webhooks.ts'
import type { Answer } from '../../../../lib/http-server/answer.ts'
import { webhookOffReasons } from '../../../../messages/en/webhooks.ts'
import { SettingsPage } from '../../../components/settings-page.tsx'
import { count, Time } from '../../../components/time.tsx'
import { respond } from '../../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../../visit/visit.ts'

export const WEBHOOKS_PATH = '/settings/webhooks'

export async function webhooksPage(visit: Visit): Promise<Answer> {
  const { user } = requireVisitor(visit)
  const webhooks = await listWebhooks(visit.app, user)
  return respond(visit, {
    head: { title: 'Webhooks', noindex: true },
    body: (
      <SettingsPage title="Webhooks" here={WEBHOOKS_PATH}>
        <p class="lead">
          A webhook calls an address of yours when something happens, so that a program of yours learns of it at once.
        </p>
        {webhooks.length === 0 ? (
          <p class="empty">You have no webhooks.</p>
        ) : (
          <ul class="rows">
            {webhooks.map((webhook) => (
              <Row webhook={webhook} />
            ))}
          </ul>
        )}
        <p>
          <a class="button" href={`${WEBHOOKS_PATH}/new`}>
            Make a webhook
          </a>
        </p>
      </SettingsPage>
    ),
  })
}

function Row({ webhook }: { webhook: Webhook }): VNode {
  return (
    <li>
      <p class="address">
        <a href={`${WEBHOOKS_PATH}/${webhook.id}`}>
          <bdi>{webhook.url}</bdi>
        </a>
      </p>
      <p class="hint">{count(webhook.events.length, 'event', 'events')}</p>
      <WebhookState webhook={webhook} />
    </li>
  )
}

/** Whether it is on, and since when it is not. */
export function WebhookState({ webhook: { off_at, off_reason, delivered_at } }: { webhook: Webhook }): VNode {
  if (off_at !== null && off_reason !== null)
    return (
      <p class={off_reason === 'owner' ? 'hint' : 'wrong'}>
        Off since <Time at={off_at} />. {webhookOffReasons[off_reason]}
      </p>
    )
  return (
    <p class="hint">
      On,{' '}
      {delivered_at === null ? (
        'nothing delivered yet'
      ) : (
        <>
          last delivery <Time at={delivered_at} />
        </>
      )}
    </p>
  )
}
