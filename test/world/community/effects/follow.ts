/** Follow of a community or a person here, and the Undo of it. The server accepts each Follow. */
import type { Activity } from '../activities.ts'
import { idOf } from '../read.ts'
import { refuse } from '../refusal.ts'
import type { Site } from '../site.ts'
import type { Effect } from './effect.ts'
import { checkNotBanned } from './in-community.ts'

export async function follow(site: Site, activity: Activity): Promise<Effect> {
  const followed = idOf(activity.object)
  const community = site.communities.get(followed)
  if (community) checkNotBanned(site, community, activity.actor)
  const followers = followersOf(site, followed)
  return { apply: () => void followers.add(activity.actor) }
}

export async function unfollow(site: Site, activity: Activity): Promise<Effect> {
  const followers = followersOf(site, idOf(activity.object))
  return { apply: () => void followers.delete(activity.actor) }
}

function followersOf(site: Site, followed: string): Set<string> {
  const followers = site.communities.get(followed)?.followers ?? site.followers.get(followed)
  if (!followers) throw refuse('Record not found', 404)
  return followers
}
