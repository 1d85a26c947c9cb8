import { z } from 'zod'
import type { User } from '../../db/tables/users.ts'
import { renderVisibility, VisibilityEntity } from './visibility.ts'

export const PreferencesEntity = z.strictObject({
  'posting:default:visibility': VisibilityEntity,
  'posting:default:sensitive': z.boolean(),
  'posting:default:language': z.string().nullable(),
  'reading:expand:media': z.enum(['default', 'show_all', 'hide_all']),
  'reading:expand:spoilers': z.boolean(),
})
export type PreferencesEntity = z.infer<typeof PreferencesEntity>

export function renderPreferences(user: User): PreferencesEntity {
  return {
    'posting:default:visibility': renderVisibility(user.default_visibility),
    'posting:default:sensitive': user.default_sensitive,
    'posting:default:language': user.default_language,
    'reading:expand:media': 'default',
    'reading:expand:spoilers': false,
  }
}
