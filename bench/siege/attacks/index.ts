/** All attacks by name. */
import type { Attack } from './attack.ts'
import { denseJson } from './dense-json.ts'
import { endlessBodies } from './endless-bodies.ts'
import { falseKeys } from './false-keys.ts'
import { ignoredActivities } from './ignored-activities.ts'
import { paddedReplies } from './padded-replies.ts'
import { unansweredKeys } from './unanswered-keys.ts'
import { unfinishedBodies } from './unfinished-bodies.ts'

export const attacks: Record<string, Attack> = {
  unansweredKeys,
  unfinishedBodies,
  denseJson,
  endlessBodies,
  falseKeys,
  ignoredActivities,
  paddedReplies,
}
