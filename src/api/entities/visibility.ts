import { z } from 'zod'
import type { Visibility as Stored } from '../../db/tables/visibility.ts'

export const Visibility = z.enum(['public', 'unlisted', 'private', 'direct'])
export type Visibility = z.infer<typeof Visibility>

/** The API says `private` where core says `followers`. */
export function renderVisibility(visibility: Stored): Visibility {
  return visibility === 'followers' ? 'private' : visibility
}
