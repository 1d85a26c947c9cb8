import type { Activity } from '../activities.ts'
import { checkSame, embedded, idOf } from '../read.ts'
import { unreadable } from '../refusal.ts'
import type { Site } from '../site.ts'
import { remove } from './delete.ts'
import type { Check, Effect } from './effect.ts'
import { unfollow } from './follow.ts'
import { lock, unban } from './moderate.ts'
import { undoVote } from './vote.ts'

const checks = new Map<unknown, Check>([
  ['Follow', unfollow],
  ['Like', undoVote],
  ['Dislike', undoVote],
  ['Delete', (site, activity) => remove(site, activity, false)],
  ['Lock', (site, activity) => lock(site, activity, false)],
  ['Block', unban],
])

/** An Undo contains the whole activity that it undoes. */
export async function undo(site: Site, activity: Activity): Promise<Effect> {
  const inner = embedded(activity.object)
  checkSame(activity.actor, idOf(inner.actor))
  const check = checks.get(inner.type)
  if (!check) throw unreadable()
  return check(site, inner as Activity)
}
