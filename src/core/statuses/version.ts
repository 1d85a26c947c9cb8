/** Which of two versions of a status is the later one (C4). */
import type { Status } from '../../db/tables.ts'
import type { App } from '../app.ts'
import type { Via } from '../events.ts'

const SECOND_MS = 1_000
/** C4: a server restored from a backup serves old versions; it is believed when it says so twice, this far apart. */
const RESTORED_AFTER_MS = 600_000

/** @param version in whole seconds × 1000 */
export function judgeEdit(app: App, known: Status, version: number, via: Via): 'newer' | 'same' | 'older' {
  if (version > known.version_at) return 'newer'
  // C5: a change without a new `updated` is believed when the origin itself answers so.
  if (version === known.version_at) return via === 'fetch' ? 'newer' : 'same'
  return via === 'fetch' && isRestored(app, known.uri, version) ? 'newer' : 'older'
}

function isRestored(app: App, uri: string, version: number): boolean {
  const seen = app.caches.olderVersions.get(uri)
  const now = app.clock.now()
  if (seen?.version !== version) app.caches.olderVersions.set(uri, { version, seenAt: now })
  return seen?.version === version && now - seen.seenAt >= RESTORED_AFTER_MS
}

/** C7: our own edits carry strictly increasing whole seconds, or two in one second would look the same to others. */
export function nextVersion(app: Pick<App, 'clock'>, known: Status): number {
  const now = Math.floor(app.clock.now() / SECOND_MS) * SECOND_MS
  return Math.max(now, known.version_at + SECOND_MS)
}
