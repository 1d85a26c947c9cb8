/** Delete of a post, comment, message, community or person, and the Undo of it. */
import type { Activity } from '../activities.ts'
import { checkPublic, checkSame, checkSameHost, idOf, textOf } from '../read.ts'
import type { Site } from '../site.ts'
import type { Entry } from '../state.ts'
import { removeCommunity } from './community.ts'
import type { Effect } from './effect.ts'
import { checkMember, checkModerator } from './in-community.ts'
import { deleteMessage } from './message.ts'

/** @param deleted false for an Undo, which has been checked like a Delete */
export async function remove(site: Site, activity: Activity, deleted = true): Promise<Effect> {
  const id = idOf(activity.object)
  const message = site.messages.get(id)
  if (message) return deleteMessage(activity, message, deleted)
  checkPublic(activity)
  if (id === activity.actor) return { apply: () => deletePerson(site, id, activity.removeData === true) }
  const community = site.communities.get(id)
  if (community) return removeCommunity(site, activity, community, deleted)
  return removeEntry(site, activity, site.entry(id), deleted)
}

/** Only moderators give a reason, even if it is empty. */
function removeEntry(site: Site, activity: Activity, entry: Entry, deleted: boolean): Effect {
  const { community } = entry
  const reason = textOf(activity.summary)
  if (reason !== undefined) {
    checkModerator(site, activity, community)
    return { community, apply: () => void Object.assign(entry, { removed: deleted ? reason : undefined }) }
  }
  checkMember(site, activity, community)
  checkSameHost(activity.actor, entry.id)
  checkSame(activity.actor, entry.author)
  return { community, apply: () => void Object.assign(entry, { deleted }) }
}

/** Lemmy removes everything that the person wrote if the activity says `removeData`. */
function deletePerson(site: Site, person: string, removesData: boolean): void {
  if (site.people.has(person)) site.left.add(person)
  for (const { followers } of site.communities.values()) followers.delete(person)
  if (!removesData) return
  for (const entry of site.entries.values()) if (entry.author === person) entry.deleted = true
}
