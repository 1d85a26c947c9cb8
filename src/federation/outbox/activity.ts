import type { Addressing } from '../objects/audience.ts'
import type { JsonObject } from '../objects/json-ld.ts'

/** An activity without its context. Always with `id`, `to` and `cc`: Akkoma's validators want all three. */
export interface Activity extends JsonObject, Addressing {
  id: string
  type: ActivityType
  actor: string
  object: string | JsonObject
}

/** Every type of activity that this server sends. FEDERATION.md lists them, and a test compares. */
export const SENT_ACTIVITIES = [
  'Accept',
  'Add',
  'Announce',
  'Block',
  'Create',
  'Delete',
  'Follow',
  'Like',
  'Reject',
  'Remove',
  'Undo',
  'Update',
] as const
export type ActivityType = (typeof SENT_ACTIVITIES)[number]

/** Drops what an inner activity does not need: its own audience is that of the outer one. */
export function embedded({ to: _to, cc: _cc, ...activity }: Activity): JsonObject {
  return activity
}
