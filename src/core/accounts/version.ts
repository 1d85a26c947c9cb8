/** Which of two descriptions of an account is the later one (C4, C6). */
import type { Account } from '../../db/tables.ts'
import type { App } from '../app.ts'
import type { Via } from '../events.ts'
import type { IncomingAccount } from './store.ts'

const SECOND = 1000
/** C6: a clock may be this much ahead. Beyond it, one profile of the year 9999 would block every later one. */
const CLOCK_SKEW_MS = 3_600_000
/** C4: a server restored from a backup serves old versions; it is believed when it says so twice, this far apart. */
const RESTORED_AFTER_MS = 600_000

/** The origin's version in whole seconds × 1000. Undefined for the many servers that put no `updated` on actors. */
export function versionOf(incoming: IncomingAccount, now: number): number | undefined {
  if (incoming.updatedAt === undefined) return undefined
  const at = incoming.updatedAt > now + CLOCK_SKEW_MS ? now : incoming.updatedAt
  return Math.floor(at / SECOND) * SECOND
}

/**
 * `newer`: believe all of it. `same`: only the soft facts. `older`: nothing.
 * A document without a version cannot be ordered, so the last to arrive counts (Mastodon's actors carry none).
 */
export function judgeVersion(
  app: App,
  known: Account,
  incoming: IncomingAccount,
  via: Via,
): 'newer' | 'same' | 'older' {
  const version = versionOf(incoming, app.clock.now())
  if (version === undefined || version > known.updated_at) return 'newer'
  // The origin's own answer of just now knows best, also within one second (C7).
  if (version === known.updated_at) return via === 'fetch' ? 'newer' : 'same'
  return via === 'fetch' && isRestored(app, known.uri, version) ? 'newer' : 'older'
}

function isRestored(app: App, uri: string, version: number): boolean {
  const seen = app.caches.olderVersions.get(uri)
  const now = app.clock.now()
  if (seen?.version !== version) app.caches.olderVersions.set(uri, { version, seenAt: now })
  return seen?.version === version && now - seen.seenAt >= RESTORED_AFTER_MS
}
