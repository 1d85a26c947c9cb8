import { z } from 'zod'
import type { Status } from '../../db/tables/statuses.ts'

/** What the author typed. */
export const StatusSource = z.strictObject({ id: z.string(), text: z.string(), spoiler_text: z.string() })
export type StatusSource = z.infer<typeof StatusSource>

export function renderStatusSource({ id, source, content_warning }: Status): StatusSource {
  return { id: String(id), text: source ?? '', spoiler_text: content_warning }
}
