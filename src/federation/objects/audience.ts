import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Visibility } from '../../db/tables/visibility.ts'

export interface Addressing {
  to: string[]
  cc: string[]
  /** The community in whose thread it is. */
  audience?: string
}

/**
 * The addressing of a status. `bto` and `bcc` are never used: every recipient may read what is sent.
 * @param followers the author's followers collection
 * @param named the mentioned actors, or the boosted author
 */
export function addressingOf(visibility: Visibility, followers: string, named: readonly string[]): Addressing {
  switch (visibility) {
    case 'public':
      return { to: [PUBLIC], cc: [followers, ...named] }
    case 'unlisted':
      return { to: [followers], cc: [PUBLIC, ...named] }
    case 'followers':
      return { to: [followers], cc: [...named] }
    case 'direct':
      return { to: [...named], cc: [] }
  }
}

/** The `cc` and `audience` of an activity about a post in the thread of a community, if it is in one (FEP-1b12). */
export function communityAddressing(community: { uri: string } | undefined): { cc: string[]; audience?: string } {
  return community ? { cc: [community.uri], audience: community.uri } : { cc: [] }
}

/**
 * The visibility of a post, a boost or an activity, read from `to` and `cc`. The followers collection of another
 * actor does not widen it (case 48).
 */
export function visibilityOf(
  { to, cc }: { to: readonly string[]; cc: readonly string[] },
  followersUrl: string | null,
): Visibility {
  if (to.includes(PUBLIC)) return 'public'
  if (cc.includes(PUBLIC)) return 'unlisted'
  if (followersUrl !== null && (to.includes(followersUrl) || cc.includes(followersUrl))) return 'followers'
  return 'direct'
}
