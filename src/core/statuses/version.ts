/** Which of two versions of a status is the later one (C4). */
import type { Status } from '../../db/tables/statuses.ts'
import { SECOND, startOfSecond } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import type { Via } from '../events.ts'
import { judgeOrder } from '../versions.ts'

/** @param version in whole seconds × 1000 */
export function judgeEdit(app: App, known: Status, version: number, via: Via): 'newer' | 'same' | 'older' {
  return judgeOrder(app, known.uri, { held: known.version_at, came: version }, via)
}

/** C7: our own edits carry strictly increasing whole seconds, or two in one second would look the same to others. */
export function nextVersion(app: Pick<App, 'clock'>, known: Status): number {
  const now = startOfSecond(app.clock.now())
  return Math.max(now, known.version_at + SECOND)
}
