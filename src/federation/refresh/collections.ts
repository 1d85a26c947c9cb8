/**
 * Reads the collections of an actor that we show: its pins, the moderators of a community, and how large the others are. Nobody waits for it, and only
 * actors whom people here follow or look at are worth the requests.
 */
import { z } from 'zod'
import { hostOf } from '../../activitypub/uris.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Tx } from '../../core/app.ts'
import { requireUnblocked } from '../../core/domains/is-blocked.ts'
import { isActive } from '../../core/policy/active.ts'
import { isCommunity } from '../../core/policy/community.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { doubling } from '../../jobs/job.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { withLookUpBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { oncePer } from '../fetch/once-per.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { refreshCounts } from './counts.ts'
import { refreshModerators } from './moderators.ts'
import { refreshPins } from './pins.ts'

/** If they cannot be read then, the next refresh of the profile reads them. */
const ATTEMPTS = 3
const backoff = doubling(10 * MINUTE, { max: HOUR, jitter: 0.25 })
/** At most one job per actor in this time. */
const PAUSE_MS = HOUR

export const refreshCollections = remoteJob(
  'refreshCollections',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri, retries: { attempts: ATTEMPTS, backoff } },
  async (app, { uri }) => {
    const account = await findAccountByUri(app, uri)
    if (!account || account.domain === null || !isActive(account)) return
    // The host of its handle may be blocked, and not that of its address.
    await requireUnblocked(app, account.domain)
    // The pins can mention anybody, so their server pays for these fetches.
    const cause = senderOrUs(hostOf(uri))
    await withLookUpBudget(app, { cause }, (budget) => refreshCounts(app, account, budget))
    if (isCommunity(account))
      await withLookUpBudget(app, { cause }, (budget) => refreshModerators(app, account, budget))
    await withLookUpBudget(app, { cause }, (budget) => refreshPins(app, account, budget))
  },
)

/** Whether the collections were never read, or so long ago that they are read again. */
export function areCollectionsStale(app: Pick<App, 'clock' | 'config'>, account: Account): boolean {
  if (account.domain === null || account.is_feed || !isActive(account)) return false
  return app.clock.now() - (account.collections_read_at ?? 0) > app.config.cacheProfileHours * HOUR
}

export async function refreshCollectionsIfStale(tx: Tx, account: Account): Promise<void> {
  if (!areCollectionsStale(tx, account)) return
  const key = `collections ${account.id}`
  await oncePer(tx, key, PAUSE_MS, () => tx.enqueue(refreshCollections, { uri: account.uri }))
}
