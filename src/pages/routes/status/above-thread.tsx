/** Stands above the thread of a community: which one it is, and what its moderators decided about the reader. */
import type { VNode } from 'preact'
import { findRemoval } from '../../../core/communities/removals.ts'
import { findBanFrom } from '../../../core/policy/bans.ts'
import type { StatusView } from '../../../core/statuses/view.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import { BanNotice, ModeratorsReason } from '../../components/ban-notice.tsx'
import { InCommunity } from '../../components/in-community.tsx'
import { nameOf, profilePath } from '../../components/person.tsx'
import type { Visit } from '../../visit/visit.ts'

/** Null if the post belongs to no community. */
export async function aboveThread(visit: Visit, { community, status }: StatusView): Promise<VNode | null> {
  if (!community) return null
  const { app } = visit
  const viewerId = visit.visitor?.account.id
  const ban = viewerId === undefined ? undefined : await findBanFrom(app, viewerId, community)
  const removal = viewerId === status.account_id ? await findRemoval(app, community.id, status.uri) : undefined
  return (
    <>
      {removal ? (
        <RemovalNotice visit={visit} community={community} reason={removal.reason} />
      ) : (
        <InCommunity community={community} visit={visit} />
      )}
      {ban && <BanNotice ban={ban} server={community.domain} />}
    </>
  )
}

/** The author keeps the post, so only they need to know. */
function RemovalNotice({ visit, community, reason }: { visit: Visit; community: Account; reason: string }): VNode {
  return (
    <div class="notice">
      <p>
        A moderator removed this post from{' '}
        <a href={profilePath(community, visit)}>
          <bdi>{nameOf(community)}</bdi>
        </a>
        . Only you see this.
      </p>
      <ModeratorsReason text={reason} />
    </div>
  )
}
