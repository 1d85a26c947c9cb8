/** Flag of a post or comment. */
import type { Activity } from '../activities.ts'
import { idOf, textOf } from '../read.ts'
import { unreadable } from '../refusal.ts'
import type { Site } from '../site.ts'
import type { Effect } from './effect.ts'
import { checkMember } from './in-community.ts'
import { resolve } from './write.ts'

/** Some servers list the reported account, too. Lemmy looks for the post. */
export async function report(site: Site, activity: Activity): Promise<Effect> {
  const objects = [activity.object].flat().map(idOf)
  const about = objects.find((id) => site.entries.has(id)) ?? objects[0]
  if (about === undefined) throw unreadable()
  const entry = await resolve(site, about)
  checkMember(site, activity, entry.community)
  const reason = textOf(activity.summary) ?? textOf(activity.content) ?? ''
  return { apply: () => void site.reports.push({ by: activity.actor, about: entry.id, reason }) }
}
