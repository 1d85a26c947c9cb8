/** Which of two descriptions of an account is the later one (C4, C6). */
import type { Account } from '../../db/tables/accounts.ts'
import { HOUR, startOfSecond } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import type { Via } from '../events.ts'
import { judgeOrder } from '../versions.ts'
import type { IncomingAccount } from './store.ts'

/** C6: a clock may be this much ahead. Beyond it, one profile of the year 9999 would block every later one. */
const CLOCK_SKEW_MS = HOUR

/** The origin's version in whole seconds × 1000. Undefined for the many servers that put no `updated` on actors. */
export function versionOf(incoming: IncomingAccount, now: number): number | undefined {
  if (incoming.updatedAt === undefined) return undefined
  const at = incoming.updatedAt > now + CLOCK_SKEW_MS ? now : incoming.updatedAt
  return startOfSecond(at)
}

/** A document without a version cannot be ordered, so the last to arrive counts (Mastodon's actors carry none). */
export function judgeVersion(
  app: App,
  known: Account,
  incoming: IncomingAccount,
  via: Via,
): 'newer' | 'same' | 'older' {
  const version = versionOf(incoming, app.clock.now())
  if (version === undefined) return 'newer'
  return judgeOrder(app, known.uri, { held: known.updated_at, came: version }, via)
}
