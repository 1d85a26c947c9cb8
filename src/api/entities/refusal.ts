import { z } from 'zod'
import { REFUSAL_REASONS, type Refusal } from '../../db/tables/refusals.ts'
import { explainRefusal } from './explain-refusal.ts'
import { IsoTime, isoTime } from './time.ts'

/** Ours, not Mastodon's: another server refused the viewer's post, edit or like. See docs/api-extensions.md. */
export const RefusalEntity = z.strictObject({
  host: z.string(),
  action: z.enum(['post', 'edit', 'like']),
  /** The HTTP status of its answer. */
  status: z.int(),
  /** Null if the answer is not understood. */
  reason: z.enum(REFUSAL_REASONS).nullable(),
  /** What it said, as plain text; empty if it said nothing. */
  answer: z.string(),
  /** A sentence about all of this. */
  message: z.string(),
  /** Whether someone there is addressed. Otherwise only followers there miss the post. */
  addressed: z.boolean(),
  created_at: IsoTime,
})

export function renderRefusal(refusal: Refusal): z.infer<typeof RefusalEntity> {
  const { host, action, answered_status: status, reason, answer, is_addressed: addressed, created_at } = refusal
  const message = explainRefusal(refusal, host)
  return { host, action, status, reason, answer, message, addressed, created_at: isoTime(created_at) }
}
