/** The addresses that are told of events with signed calls (`core/webhooks/`), and what was sent to them. */
import { id, index, int, json, oneOf, type Row, table, text, time } from './columns.ts'

/**
 * Why a webhook is off. `failing`: its deliveries failed for three days. `gone`: its address answered 410. `backlog`: too
 * many deliveries were waiting. `password`: the password of its owner was changed.
 */
const OFF_REASONS = ['owner', 'failing', 'gone', 'backlog', 'password'] as const
export type WebhookOffReason = (typeof OFF_REASONS)[number]

export const webhooks = table(
  {
    id: id().key(),
    user_id: id(),
    url: text(),
    /** The types of events that it is told of (`core/webhooks/event-types.ts`). */
    events: json<string[]>(),
    /** The secrets are sealed with the key outside the database (`core/secrets/`). */
    secret: text(),
    /** The secret before the last rotation, with which deliveries are signed as well until `former_until`. */
    former_secret: text().orNull(),
    former_until: time().orNull(),
    /** The API key, or the authorization of the app, with which it was made and ends. Both are null for a page. */
    token_id: id().orNull(),
    authorization_id: id().orNull(),
    created_at: time(),
    /** When its owner last asked for deliveries: made it, switched it on, tested it or asked for a replay. */
    asked_at: time(),
    /** When it last accepted a delivery. */
    delivered_at: time().orNull(),
    off_at: time().orNull(),
    off_reason: oneOf(...OFF_REASONS).orNull(),
  },
  index('user_id'),
)
export type Webhook = Row<typeof webhooks>

const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const
export type WebhookDeliveryState = (typeof DELIVERY_STATES)[number]

/** Written in the transaction of the event. A job refers to each that waits; the others are the log. */
export const webhook_deliveries = table(
  {
    /** Also the id of the message, which each repetition has. */
    id: id().key(),
    webhook_id: id(),
    type: text(),
    /** The object of the event. Deliveries about one object are made in order. */
    about: text(),
    /** The JSON that is sent, as it was at the event. */
    body: text(),
    state: oneOf(...DELIVERY_STATES).or('waiting'),
    attempts: int().or(0),
    /** The HTTP status of the last answer. Null if there was none. */
    status: int().orNull(),
    /** Why the last attempt failed; empty if it did not. */
    error: text().or(''),
    /** When the event happened. */
    created_at: time(),
    /** When the delivery was last asked for: at the event, or by a replay. */
    asked_at: time(),
    tried_at: time().orNull(),
  },
  index('webhook_id', 'state', 'id'),
  index('webhook_id', 'id'),
)
export type WebhookDelivery = Row<typeof webhook_deliveries>
