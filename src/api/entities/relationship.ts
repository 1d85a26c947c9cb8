import { z } from 'zod'
import type { RelationshipView } from '../../core/relationships/view.ts'
import { IsoTime, isoTime } from './time.ts'

export const RelationshipEntity = z.strictObject({
  id: z.string(),
  following: z.boolean(),
  showing_reblogs: z.boolean(),
  notifying: z.boolean(),
  languages: z.null(),
  followed_by: z.boolean(),
  blocking: z.boolean(),
  blocked_by: z.boolean(),
  muting: z.boolean(),
  muting_notifications: z.boolean(),
  muting_expires_at: IsoTime.nullable(),
  requested: z.boolean(),
  requested_by: z.boolean(),
  domain_blocking: z.boolean(),
  endorsed: z.boolean(),
  note: z.string(),
})
export type RelationshipEntity = z.infer<typeof RelationshipEntity>

export function renderRelationship(view: RelationshipView): RelationshipEntity {
  const { muting_expires_at: expires } = view
  return { ...view, id: String(view.id), muting_expires_at: expires === null ? null : isoTime(expires) }
}
