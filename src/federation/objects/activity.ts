import type { JsonObject } from '../../activitypub/read.ts'
import type { Addressing } from './audience.ts'

/** An activity without its context. Always with `id`, `to` and `cc`: Akkoma's validators want all three. */
export interface Activity extends JsonObject, Addressing {
  id: string
  type: string
  actor: string
  object: string | JsonObject
}

/** An activity as the object of another one, which has the audience of both. */
export function embed({ to: _to, cc: _cc, ...activity }: Activity): JsonObject {
  return activity
}
