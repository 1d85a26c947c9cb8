/** Which activities a community server understands. */
import { unreadable } from '../refusal.ts'
import { remove } from './delete.ts'
import type { Check } from './effect.ts'
import { follow } from './follow.ts'
import { ban, change, lock } from './moderate.ts'
import { report } from './report.ts'
import { undo } from './undo.ts'
import { vote } from './vote.ts'
import { write } from './write.ts'

const checks = new Map<string, Check>([
  ['Create', write],
  ['Update', write],
  ['Delete', remove],
  ['Like', vote],
  ['Dislike', vote],
  ['Lock', lock],
  ['Add', change],
  ['Remove', change],
  ['Block', ban],
  ['Follow', follow],
  ['Flag', report],
  ['Undo', undo],
  ['Accept', async () => ({ apply() {} })],
])

/** Boosts and profiles of people, among others, are refused. */
export const check: Check = async (site, activity) => {
  const one = checks.get(activity.type)
  if (!one) throw unreadable()
  return one(site, activity)
}
