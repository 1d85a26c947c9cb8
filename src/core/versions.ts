/** Versions of statuses and accounts: whole seconds, and which of two is the later one (C4). */
import { LRUCache } from 'lru-cache'
import { HOUR, MINUTE, SECOND, startOfSecond } from '../lib/durations.ts'
import { slot } from '../lib/slot.ts'
import type { App } from './app.ts'
import type { Via } from './events.ts'

/** A clock may be this much ahead. Beyond it, one version of the year 9999 would block every later one (C6). */
export const CLOCK_SKEW_MS = HOUR

/** A time that another server claims, but never one that would lie ahead of every later one (C6). */
export function notAhead(app: Pick<App, 'clock'>, ms: number): number {
  const now = app.clock.now()
  return ms > now + CLOCK_SKEW_MS ? now : ms
}

/** Our own versions grow by whole seconds, or two changes in one second would look the same to others (C7). */
export function nextVersion(app: Pick<App, 'clock'>, held: number): number {
  return Math.max(startOfSecond(app.clock.now()), held + SECOND)
}

/** C4: a server restored from a backup serves old versions; it is believed when it says so twice, this far apart. */
const RESTORED_AFTER_MS = 10 * MINUTE

/** Uri → an older version that its origin served, and when first. */
const olderVersions = slot(() => new LRUCache<string, { version: number; seenAt: number }>({ max: 1_000 }))

/**
 * `newer`: believe all of it. `same`: only the soft facts. `older`: nothing.
 * @param versions in whole seconds × 1000: the one that we hold, and the one that came
 */
export function judgeOrder(
  app: App,
  uri: string,
  versions: { held: number; came: number },
  via: Via,
): 'newer' | 'same' | 'older' {
  const { held, came } = versions
  if (came > held) return 'newer'
  // C5, C7: what the origin answers just now is believed, also within one second and without a new version.
  if (came === held) return via === 'fetch' ? 'newer' : 'same'
  return via === 'fetch' && isRestored(app, uri, came) ? 'newer' : 'older'
}

function isRestored(app: App, uri: string, version: number): boolean {
  const older = app.slot(olderVersions)
  const seen = older.get(uri)
  const now = app.clock.now()
  if (seen?.version !== version) older.set(uri, { version, seenAt: now })
  return seen?.version === version && now - seen.seenAt >= RESTORED_AFTER_MS
}
