/** What moderators do: Lock, Add and Remove (pins and moderators), and Block, which bans somebody from a community. */
import type { Activity } from '../activities.ts'
import { checkPublic, idOf, textOf } from '../read.ts'
import { Refusal, unreadable } from '../refusal.ts'
import type { Site } from '../site.ts'
import type { Ban, Community } from '../state.ts'
import type { Effect } from './effect.ts'
import { checkModerator } from './in-community.ts'

export async function lock(site: Site, activity: Activity, locked = true): Promise<Effect> {
  const post = site.post(idOf(activity.object))
  const { community } = post
  checkModeration(site, activity, community)
  return { community, apply: () => void Object.assign(post, { locked }) }
}

export async function change(site: Site, activity: Activity): Promise<Effect> {
  const target = idOf(activity.target)
  const community = [...site.communities.values()].find(({ id }) => target.startsWith(`${id}/`))
  if (!community) throw unreadable('Group')
  checkModeration(site, activity, community)
  const object = idOf(activity.object)
  const isAdded = activity.type === 'Add'
  if (target === community.featuredUrl) {
    const post = site.post(object)
    return { community, apply: () => void Object.assign(post, { featured: isAdded }) }
  }
  const { moderators } = community
  return { community, apply: () => void (isAdded ? moderators.add(object) : moderators.delete(object)) }
}

export async function ban(site: Site, activity: Activity): Promise<Effect> {
  if (idOf(activity.target) === `${site.origin}/`) return banFromSite(site, activity)
  const community = site.community(idOf(activity.target))
  checkModeration(site, activity, community)
  const person = idOf(activity.object)
  return {
    community,
    apply() {
      community.bans.set(person, banOf(activity))
      community.followers.delete(person)
      if (activity.removeData === true) removeData(site, community, activity)
    },
  }
}

export async function unban(site: Site, activity: Activity): Promise<Effect> {
  if (idOf(activity.target) === `${site.origin}/`) return unbanFromSite(site, activity)
  const community = site.community(idOf(activity.target))
  checkModeration(site, activity, community)
  return { community, apply: () => void community.bans.delete(idOf(activity.object)) }
}

/** Lemmy tells the servers it knows, not the communities. */
function banFromSite(site: Site, activity: Activity): Effect {
  checkAdmin(site, activity)
  return {
    apply() {
      site.bans.set(idOf(activity.object), banOf(activity))
      if (activity.removeData !== true) return
      for (const community of site.communities.values()) removeData(site, community, activity)
    },
  }
}

function unbanFromSite(site: Site, activity: Activity): Effect {
  checkAdmin(site, activity)
  return { apply: () => void site.bans.delete(idOf(activity.object)) }
}

/** Everybody here is an admin. */
function checkAdmin({ people }: Site, activity: Activity): void {
  checkPublic(activity)
  if (!people.has(activity.actor)) throw new Refusal('not_an_admin')
}

function banOf({ summary, expires, endTime }: Activity): Ban {
  const end = textOf(expires) ?? textOf(endTime)
  return { reason: textOf(summary) ?? '', end: end === undefined ? undefined : Date.parse(end) }
}

function checkModeration(site: Site, activity: Activity, community: Community): void {
  checkPublic(activity)
  checkModerator(site, activity, community)
}

function removeData({ entries }: Site, community: Community, { object, summary }: Activity): void {
  for (const entry of entries.values())
    if (entry.author === idOf(object) && entry.community === community) entry.removed = textOf(summary) ?? ''
}
