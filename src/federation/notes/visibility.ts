import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Visibility } from '../../db/tables/visibility.ts'

/** Whom a status or a boost from elsewhere is for. Followers of *another* actor widen nothing (case 48). */
export function visibilityOf(
  { to, cc }: { to: readonly string[]; cc: readonly string[] },
  followersUrl: string | null,
): Visibility {
  if (to.includes(PUBLIC)) return 'public'
  if (cc.includes(PUBLIC)) return 'unlisted'
  if (followersUrl !== null && (to.includes(followersUrl) || cc.includes(followersUrl))) return 'followers'
  return 'direct'
}
