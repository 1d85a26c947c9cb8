/** The versions of statuses and accounts, in whole seconds, and their order (C4). */

import { HOUR, MINUTE, SECOND, startOfSecond } from '../lib/durations.ts'
import { LruMap } from '../lib/lru-map.ts'
import { slot } from '../lib/slot.ts'
import type { App } from './app.ts'
import type { Via } from './events.ts'

/** How far a clock may be ahead. Without a limit, one version of the year 9999 would block all later ones (C6). */
export const CLOCK_SKEW_MS = HOUR

/** A time from another server, or now if it is too far in the future (C6). */
export function clampToNow(app: Pick<App, 'clock'>, ms: number): number {
  const now = app.clock.now()
  return ms > now + CLOCK_SKEW_MS ? now : ms
}

/** Our own versions increase by whole seconds, because other servers could not tell apart two in one second (C7). */
export function nextVersion(app: Pick<App, 'clock'>, current: number): number {
  return Math.max(startOfSecond(app.clock.now()), current + SECOND)
}

/**
 * A server that was restored from a backup serves an older version.
 * It counts if it is served twice, this far apart (C4).
 */
const RESTORED_AFTER_MS = 10 * MINUTE

/** Uri → an older version that the origin served, and when it first did. */
const olderVersions = slot(() => new LruMap<string, { version: number; seenAt: number }>({ max: 1_000 }))

/**
 * `newer`: apply all of it. `same`: only columns without a version. `older`: nothing.
 * @param versions the stored and the incoming one, in milliseconds rounded to seconds
 */
export function compareVersions(
  app: App,
  uri: string,
  versions: { stored: number; incoming: number },
  via: Via,
): 'newer' | 'same' | 'older' {
  const { stored, incoming } = versions
  if (incoming > stored) return 'newer'
  // The current answer of the origin counts even if it has the same version (C5, C7).
  if (incoming === stored) return via === 'fetch' ? 'newer' : 'same'
  return via === 'fetch' && isRestored(app, uri, incoming) ? 'newer' : 'older'
}

function isRestored(app: App, uri: string, version: number): boolean {
  const older = app.slot(olderVersions)
  const seen = older.get(uri)
  const now = app.clock.now()
  if (seen?.version !== version) older.set(uri, { version, seenAt: now })
  return seen?.version === version && now - seen.seenAt >= RESTORED_AFTER_MS
}
