import type { VNode } from 'preact'
import type { Account } from '../../db/tables/accounts.ts'
import type { Visit } from '../visit/visit.ts'
import { nameOf, profilePath } from './person.tsx'

/** Stands above a topic, or the thread of one: the community to which it was posted. */
export function InCommunity({ community, visit }: { community: Account; visit: Visit }): VNode {
  return (
    <p class="context">
      In{' '}
      <a href={profilePath(community, visit)}>
        <bdi>{nameOf(community)}</bdi>
      </a>
    </p>
  )
}
