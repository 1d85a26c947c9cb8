/** Checks that are common to whatever happens in a community. */
import type { Activity } from '../activities.ts'
import { checkSame, textOf } from '../read.ts'
import { Refusal } from '../refusal.ts'
import type { Site } from '../site.ts'
import { type Community, isBanned } from '../state.ts'

export function checkNotBanned({ clock, bans }: Site, community: Community, person: string): void {
  if (isBanned(bans, person, clock.now())) throw new Refusal('person_is_banned_from_site')
  if (isBanned(community.bans, person, clock.now())) throw new Refusal('person_is_banned_from_community')
}

/** What happens in a community may name it, but no other one. */
function checkAudience(activity: Activity, community: Community): void {
  const audience = textOf(activity.audience)
  if (audience !== undefined) checkSame(audience, community.id)
}

/** The actor may act in this community. */
export function checkMember(site: Site, activity: Activity, community: Community): void {
  checkAudience(activity, community)
  checkNotBanned(site, community, activity.actor)
}

/** The actor moderates this community. */
export function checkModerator(site: Site, activity: Activity, community: Community): void {
  checkMember(site, activity, community)
  community.checkModerator(activity.actor)
}
