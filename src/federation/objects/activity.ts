import type { JsonObject } from '../../activitypub/read.ts'
import type { Addressing } from './audience.ts'

/** An activity without its context. `id`, `to` and `cc` are always present: Akkoma's validators require them. */
export interface Activity extends JsonObject, Addressing {
  id: string
  type: string
  actor: string
  object: string | JsonObject
}

/** An activity as the object of another one. The outer activity carries the addressing of both. */
export function embed({ to: _to, cc: _cc, ...activity }: Activity): JsonObject {
  return activity
}
