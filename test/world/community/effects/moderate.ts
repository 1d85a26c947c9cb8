/** What moderators do: Lock, Add and Remove (pins and moderators), and Block, which bans somebody from a community. */
import type { Activity } from '../activities.ts'
import { checkPublic, idOf, textOf } from '../read.ts'
import { unreadable } from '../refusal.ts'
import type { Site } from '../site.ts'
import type { Community } from '../state.ts'
import type { Effect } from './effect.ts'
import { checkModerator } from './in-community.ts'

export async function lock(site: Site, activity: Activity, locked = true): Promise<Effect> {
  const entry = site.entry(idOf(activity.object))
  const { community } = entry
  checkModeration(site, activity, community)
  return { community, apply: () => void Object.assign(entry, { locked }) }
}

export async function change(site: Site, activity: Activity): Promise<Effect> {
  const target = idOf(activity.target)
  const community = [...site.communities.values()].find(({ id }) => target.startsWith(`${id}/`))
  if (!community) throw unreadable('Group')
  checkModeration(site, activity, community)
  const object = idOf(activity.object)
  const isAdded = activity.type === 'Add'
  if (target === community.featuredUrl) {
    const entry = site.entry(object)
    return { community, apply: () => void Object.assign(entry, { featured: isAdded }) }
  }
  const { moderators } = community
  return { community, apply: () => void (isAdded ? moderators.add(object) : moderators.delete(object)) }
}

export async function ban(site: Site, activity: Activity): Promise<Effect> {
  const community = site.community(idOf(activity.target))
  checkModeration(site, activity, community)
  const person = idOf(activity.object)
  const reason = textOf(activity.summary) ?? ''
  const end = textOf(activity.expires) ?? textOf(activity.endTime)
  return {
    community,
    apply() {
      community.bans.set(person, { reason, end: end === undefined ? undefined : Date.parse(end) })
      community.followers.delete(person)
      if (activity.removeData === true) removeData(site, community, person, reason)
    },
  }
}

export async function unban(site: Site, activity: Activity): Promise<Effect> {
  const community = site.community(idOf(activity.target))
  checkModeration(site, activity, community)
  return { community, apply: () => void community.bans.delete(idOf(activity.object)) }
}

function checkModeration(site: Site, activity: Activity, community: Community): void {
  checkPublic(activity)
  checkModerator(site, activity, community)
}

function removeData({ entries }: Site, community: Community, person: string, reason: string): void {
  for (const entry of entries.values())
    if (entry.author === person && entry.community === community) entry.removed = reason
}
