import type { WebhookOffReason } from '../../db/tables/webhooks.ts'
import { webhookOffReasons } from '../../messages/en/webhooks.ts'
import type { LetterKind } from './letter.ts'
import { Action } from './parts.tsx'

interface Facts {
  username: string
  id: string
  url: string
  reason: WebhookOffReason
}

export const webhookOff: LetterKind<Facts> = {
  subject: (_, { title }) => `A webhook of yours at ${title} is off`,
  body: ({ username, id, url, reason }, { host, origin }) => (
    <>
      <p>
        The webhook of @{username} at {host} that calls {url} is off. {webhookOffReasons[reason]}
      </p>
      <p>What was not delivered is kept for a month. Switch the webhook on, and ask for it again:</p>
      <Action href={`${origin}/settings/webhooks/${id}`}>Look at the webhook</Action>
    </>
  ),
}
