import { z } from 'zod'
import type { User } from '../../db/tables/users.ts'
import { renderVisibility, Visibility } from './visibility.ts'

export const Preferences = z.strictObject({
  'posting:default:visibility': Visibility,
  'posting:default:sensitive': z.boolean(),
  'posting:default:language': z.string().nullable(),
  'reading:expand:media': z.enum(['default', 'show_all', 'hide_all']),
  'reading:expand:spoilers': z.boolean(),
})
export type Preferences = z.infer<typeof Preferences>

export function renderPreferences(user: User): Preferences {
  return {
    'posting:default:visibility': renderVisibility(user.default_visibility),
    'posting:default:sensitive': user.default_sensitive,
    'posting:default:language': user.default_language,
    'reading:expand:media': 'default',
    'reading:expand:spoilers': false,
  }
}
