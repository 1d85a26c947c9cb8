import { PUBLIC } from '../../activitypub/vocabulary.ts'
import type { Status } from '../../db/tables/statuses.ts'

export interface Addressing {
  to: string[]
  cc: string[]
}

/**
 * Who a status is for. Never `bto` or `bcc`: what is sent is what everybody may read.
 * @param followers the author's followers collection
 * @param named the mentioned actors, or the boosted author
 */
export function addressingOf(
  visibility: Status['visibility'],
  followers: string,
  named: readonly string[],
): Addressing {
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
