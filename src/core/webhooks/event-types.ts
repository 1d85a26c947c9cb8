/**
 * The types of events that webhooks are told of. A type is the noun and what happened to it; those for the staff begin
 * with `admin.`. What follows from a notification needs only its line here.
 */
import type { NotificationType } from '../../db/tables/notifications.ts'
import type { Role } from '../../db/tables/users.ts'
import { isForRole } from '../tokens/scopes.ts'

interface EventType {
  /** The scope that an API key needs to be told of it. */
  scope: `read:${string}` | 'admin:read' | `admin:read:${string}`
  /** What happened, for the person who chooses. */
  means: string
  /** The notification that tells of it. */
  notification?: NotificationType
}

/** The version of the payloads. It changes with what a receiver could misunderstand, not with what is added. */
export const WEBHOOK_PAYLOAD_VERSION = 1

export const WEBHOOK_EVENTS = {
  'mention.received': { scope: 'read:notifications', means: 'Someone mentions you', notification: 'mention' },
  'reply.received': { scope: 'read:notifications', means: 'Someone replies to you', notification: 'mention' },
  'favourite.received': {
    scope: 'read:notifications',
    means: 'Someone likes a post of yours',
    notification: 'favourite',
  },
  'boost.received': { scope: 'read:notifications', means: 'Someone boosts a post of yours', notification: 'reblog' },
  'follow.received': { scope: 'read:notifications', means: 'Someone follows you', notification: 'follow' },
  'follow_request.received': {
    scope: 'read:notifications',
    means: 'Someone asks to follow you',
    notification: 'follow_request',
  },
  'follow.accepted': { scope: 'read:follows', means: 'Someone accepts your request to follow them' },
  'status.posted': { scope: 'read:statuses', means: 'You post or boost' },
  'status.edited': { scope: 'read:statuses', means: 'You edit a post' },
  'status.deleted': { scope: 'read:statuses', means: 'You delete a post or withdraw a boost' },
  'admin.account.created': { scope: 'admin:read:accounts', means: 'Someone signs up' },
  'admin.account.approved': { scope: 'admin:read:accounts', means: 'A moderator approves an account' },
  'admin.account.rejected': { scope: 'admin:read:accounts', means: 'A moderator rejects a sign-up' },
  'admin.report.created': { scope: 'admin:read:reports', means: 'A server reports an account here' },
  'admin.server.failing': { scope: 'admin:read', means: 'A server has not answered for a day' },
} as const satisfies Record<string, EventType>
export type WebhookEvent = keyof typeof WEBHOOK_EVENTS

/** Sent to every webhook, whatever it asked for. */
export const WEBHOOK_TEST = 'webhook.test'
export const EVENTS_OMITTED = 'webhook.events_omitted'

const webhookEvents = Object.entries(WEBHOOK_EVENTS) as [WebhookEvent, EventType][]

/** Whether only the staff is told of it. */
export function isStaffEvent(type: string): boolean {
  return type.startsWith('admin.')
}

/** The types that a person with this role may choose. */
export function webhookEventsFor(role: Role): WebhookEvent[] {
  return webhookEvents.filter(([, { scope }]) => isForRole(scope, role)).map(([type]) => type)
}

/** The types that a notification of this type tells of. */
export function webhookEventsOf(notification: NotificationType): WebhookEvent[] {
  return webhookEvents.filter(([, event]) => event.notification === notification).map(([type]) => type)
}
