import { z } from 'zod'
import type { RelationshipView } from '../../core/relationships/view.ts'
import { AnswerEntity, renderAnswer } from './refusal.ts'
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
  /** Ours, not Mastodon's: the other server refused the request to follow. Absent if it did not. */
  refusal: AnswerEntity.optional(),
  /** Ours: a moderator of the community has banned the viewer. Left out if there is no such ban now. */
  ban: z.strictObject({ reason: z.string(), expires_at: IsoTime.nullable() }).optional(),
})
export type RelationshipEntity = z.infer<typeof RelationshipEntity>

const isoTimeOrNull = (at: number | null) => (at === null ? null : isoTime(at))

export function renderRelationship(view: RelationshipView): RelationshipEntity {
  const { refusal, ban, muting_expires_at: expires, ...same } = view
  return {
    ...same,
    id: String(view.id),
    muting_expires_at: isoTimeOrNull(expires),
    ...(refusal && { refusal: renderAnswer(refusal, 'follow') }),
    ...(ban && { ban: { reason: ban.reason, expires_at: isoTimeOrNull(ban.expires_at) } }),
  }
}
