/** Like and Dislike. A person has one vote on a post or comment, and a new one replaces the old one. */
import type { Activity } from '../activities.ts'
import { idOf } from '../read.ts'
import type { Site } from '../site.ts'
import type { Vote } from '../state.ts'
import type { Effect } from './effect.ts'
import { checkMember } from './in-community.ts'
import { resolve } from './write.ts'

export async function vote(site: Site, activity: Activity): Promise<Effect> {
  const { community, votes } = await resolve(site, idOf(activity.object))
  checkMember(site, activity, community)
  return { community, apply: () => void votes.set(activity.actor, activity.type as Vote) }
}

export async function undoVote(site: Site, activity: Activity): Promise<Effect> {
  const { community, votes } = await resolve(site, idOf(activity.object))
  checkMember(site, activity, community)
  return { community, apply: () => void votes.delete(activity.actor) }
}
