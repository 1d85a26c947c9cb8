import { z } from 'zod'
import type { Status } from '../../db/tables/statuses.ts'
import { htmlToText } from '../../lib/html/html-to-text.ts'

/** A post as its author typed it, or its text alone if it comes from another server. */
export const StatusSourceEntity = z.strictObject({ id: z.string(), text: z.string(), spoiler_text: z.string() })
export type StatusSourceEntity = z.infer<typeof StatusSourceEntity>

export function renderStatusSource({ id, source, content, content_warning }: Status): StatusSourceEntity {
  return { id: String(id), text: source ?? htmlToText(content), spoiler_text: content_warning }
}
