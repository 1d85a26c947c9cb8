import { z } from 'zod'
import type { Webhook as Row } from '../../db/tables/webhooks.ts'
import { IsoTime, isoTime } from './time.ts'

/** A webhook, without its secret. */
export const WebhookEntity = z.strictObject({
  id: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  enabled: z.boolean(),
  /** Why it is off; null if it is on. More may follow. */
  disabled_reason: z.string().nullable(),
  disabled_at: IsoTime.nullable(),
  created_at: IsoTime,
  last_delivered_at: IsoTime.nullable(),
  /** Until when deliveries are also signed with the secret before the last rotation. */
  former_secret_expires_at: IsoTime.nullable(),
})
export type WebhookEntity = z.infer<typeof WebhookEntity>

/** The response to the creation and to a rotation. No other response contains the secret. */
export const NewWebhookEntity = z.strictObject({ ...WebhookEntity.shape, secret: z.string() })

export function renderWebhook(row: Row): WebhookEntity {
  const time = (ms: number | null) => (ms === null ? null : isoTime(ms))
  return {
    id: String(row.id),
    url: row.url,
    events: row.events,
    enabled: row.off_at === null,
    disabled_reason: row.off_reason,
    disabled_at: time(row.off_at),
    created_at: isoTime(row.created_at),
    last_delivered_at: time(row.delivered_at),
    former_secret_expires_at: time(row.former_until),
  }
}
