/** What moderators do to the community itself. */
import type { Json } from '../../peer.ts'
import type { Activity } from '../activities.ts'
import { checkPublic, idOf, textOf } from '../read.ts'
import { Refusal } from '../refusal.ts'
import type { Site } from '../site.ts'
import type { Community } from '../state.ts'
import type { Effect } from './effect.ts'
import { checkModerator } from './in-community.ts'

export function checkStillOpen({ deleted }: Community): void {
  if (deleted) throw new Refusal('cannot_create_post_or_comment_in_deleted_or_removed_community')
}

/** Update of the title and the description. */
export function describeCommunity(site: Site, activity: Activity, group: Json): Effect {
  const community = site.community(idOf(group))
  checkPublic(activity)
  checkModerator(site, activity, community)
  const title = textOf(group.name) ?? community.actor.name
  const description = textOf((group.source as Json | undefined)?.content) ?? ''
  return { community, apply: () => void Object.assign(community, { title, description }) }
}

/** @param deleted false for an Undo */
export function removeCommunity(site: Site, activity: Activity, community: Community, deleted: boolean): Effect {
  checkModerator(site, activity, community)
  return { community, apply: () => void Object.assign(community, { deleted }) }
}
