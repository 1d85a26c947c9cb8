import type { VNode } from 'preact'
import { WEBHOOK_EVENTS, webhookEventsFor } from '../../core/webhooks/event-types.ts'
import type { Role } from '../../db/tables/users.ts'

/** The names of the checkboxes: one for each type of event. */
const FIELD = 'tell '

interface WebhookEventsProps {
  role: Role
  chosen: readonly string[]
  problem: string | undefined
}

/** The events that a person may choose. */
export function WebhookEvents({ role, chosen, problem }: WebhookEventsProps): VNode {
  return (
    <fieldset class="choices" aria-describedby={problem && 'events-wrong'}>
      <legend>Call it when</legend>
      {problem && (
        <p class="wrong" id="events-wrong">
          {problem}
        </p>
      )}
      {webhookEventsFor(role).map((type) => (
        <label>
          <input type="checkbox" name={FIELD + type} checked={chosen.includes(type)} />
          <span>
            {WEBHOOK_EVENTS[type].means} <code>{type}</code>
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** The events that were chosen in a form. */
export function webhookEventsIn(fields: Record<string, string>): string[] {
  return Object.keys(fields).flatMap((name) => (name.startsWith(FIELD) ? [name.slice(FIELD.length)] : []))
}
