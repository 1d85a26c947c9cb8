import { z } from 'zod'
import type { WebhookDelivery as Row } from '../../db/tables/webhooks.ts'
import { IsoTime, isoTime } from './time.ts'

/** One event that a webhook was, or is to be, told of. */
export const WebhookDeliveryEntity = z.strictObject({
  id: z.string(),
  /** The header `webhook-id` of each attempt. */
  message_id: z.string(),
  type: z.string(),
  state: z.enum(['waiting', 'delivered', 'failed']),
  attempts: z.int(),
  /** The HTTP status of the last answer; null if there was none. */
  status: z.int().nullable(),
  /** Why the last attempt failed; null if it did not. */
  error: z.string().nullable(),
  created_at: IsoTime,
  last_attempt_at: IsoTime.nullable(),
  /** The JSON that was sent, as text, since the signature covers each byte of it. */
  body: z.string(),
})

export function renderWebhookDelivery(row: Row): z.infer<typeof WebhookDeliveryEntity> {
  return {
    id: String(row.id),
    message_id: messageIdOf(row),
    type: row.type,
    state: row.state,
    attempts: row.attempts,
    status: row.status,
    error: row.error || null,
    created_at: isoTime(row.created_at),
    last_attempt_at: row.tried_at === null ? null : isoTime(row.tried_at),
    body: row.body,
  }
}

/** The id of a message, which each repetition has. */
export function messageIdOf({ id }: Pick<Row, 'id'>): string {
  return `msg_${id}`
}
