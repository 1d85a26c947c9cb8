import { z } from 'zod'
import type { Uris } from '../../core/own-uris.ts'
import type { Id } from '../../lib/ids.ts'

const Day = z.strictObject({ day: z.string(), uses: z.string(), accounts: z.string() })
export const TagEntity = z.strictObject({ id: z.string(), name: z.string(), url: z.url(), history: z.array(Day) })
export type TagEntity = z.infer<typeof TagEntity>

export function renderTag(uris: Uris, { id, name }: { id: Id; name: string }): TagEntity {
  return { id: String(id), name, url: uris.tag(name), history: [] }
}
