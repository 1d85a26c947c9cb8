/** Fetches posts that were dropped from the cache, for users who ask for them. */
import { hasFragment } from '../../activitypub/uris.ts'
import type { App } from '../../core/app.ts'
import { AtollError, NotFound, Unavailable } from '../../core/errors.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { MINUTE } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import { withLookUpBudget } from '../fetch/budget.ts'
import { OverLimit } from '../fetch/over-limit.ts'
import { fetchStatus } from '../notes/fetch-status.ts'
import { resolveParent } from './thread.ts'

/** How long nobody asks a server again that did not answer, unless it says otherwise. */
const SILENT_MS = MINUTE

/** Address → what its server answered instead of a post, and until when nobody asks again. */
const failures = slot(() => new LruMap<string, { error: AtollError; until: number }>({ max: 10_000 }))

/** @throws the errors of `fetchStatus`, which are remembered for a while */
export async function recallStatus(app: App, uri: string): Promise<Status> {
  // The entries of feeds are parts of a document, and only reading the feed brings them.
  if (hasFragment(uri)) throw new NotFound()
  throwKnown(app, uri)
  try {
    const status = await withLookUpBudget(app, {}, (budget) => fetchStatus(app, uri, { budget }))
    if (status.in_reply_to_uri !== null) await app.transaction((tx) => resolveParent(tx, status))
    return status
  } catch (error) {
    if (error instanceof AtollError && !(error instanceof OverLimit))
      app.slot(failures).set(uri, { error, until: app.clock.now() + pauseAfter(app, error) })
    throw error
  }
}

function throwKnown(app: App, uri: string): void {
  const { error, until } = app.slot(failures).get(uri) ?? { until: 0 }
  const left = until - app.clock.now()
  if (!error || left <= 0) return
  throw error instanceof Unavailable ? new Unavailable(error.host, error.reason, left) : error
}

function pauseAfter({ config }: App, error: AtollError): number {
  return error instanceof Unavailable ? (error.retryAfterMs ?? SILENT_MS) : config.cacheMissingMinutes * MINUTE
}
