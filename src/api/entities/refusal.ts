import { z } from 'zod'
import { REFUSAL_REASONS, type Refusal, type RefusingAnswer } from '../../db/tables/refusals.ts'
import { explainRefusal, type RefusedAction } from './explain-refusal.ts'
import { IsoTime, isoTime } from './time.ts'

/** Ours, not Mastodon's: the answer of another server that refused something. See docs/api-extensions.md. */
export const AnswerEntity = z.strictObject({
  host: z.string(),
  /** The HTTP status. */
  status: z.int(),
  /** Null if the answer is not understood. */
  reason: z.enum(REFUSAL_REASONS).nullable(),
  /** What it said, as plain text; empty if it said nothing. */
  answer: z.string(),
  /** A sentence that says who refused what, and why. */
  message: z.string(),
})

/** Another server refused the viewer's post, edit or like. */
export const RefusalEntity = AnswerEntity.extend({
  action: z.enum(['post', 'edit', 'like']),
  /** Whether someone there is addressed. Otherwise only followers there miss the post. */
  addressed: z.boolean(),
  created_at: IsoTime,
})

export function renderAnswer(refusal: RefusingAnswer, action: RefusedAction): z.infer<typeof AnswerEntity> {
  const { host, answered_status: status, reason, answer } = refusal
  return { host, status, reason, answer, message: explainRefusal({ action, reason, answer }, host) }
}

export function renderRefusal(refusal: Refusal): z.infer<typeof RefusalEntity> {
  const { action, is_addressed: addressed, created_at } = refusal
  return { ...renderAnswer(refusal, action), action, addressed, created_at: isoTime(created_at) }
}
