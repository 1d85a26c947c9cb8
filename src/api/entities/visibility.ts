import { z } from 'zod'
import type { Visibility as Stored } from '../../db/tables/visibility.ts'

export const VisibilityEntity = z.enum(['public', 'unlisted', 'private', 'direct'])
export type VisibilityEntity = z.infer<typeof VisibilityEntity>

/** The API says `private` where core says `followers`. */
export function renderVisibility(visibility: Stored): VisibilityEntity {
  return visibility === 'followers' ? 'private' : visibility
}
