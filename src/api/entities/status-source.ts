import { z } from 'zod'
import type { Status } from '../../db/tables/statuses.ts'

/** A post as its author typed it. */
export const StatusSourceEntity = z.strictObject({ id: z.string(), text: z.string(), spoiler_text: z.string() })
export type StatusSourceEntity = z.infer<typeof StatusSourceEntity>

export function renderStatusSource({ id, source, content_warning }: Status): StatusSourceEntity {
  return { id: String(id), text: source ?? '', spoiler_text: content_warning }
}
