/**
 * Accounts of other servers. Those to which something here refers stay. The others are marked first and deleted an hour
 * later (`core/accounts/prune.ts`), so that nothing that is under way loses its account.
 */
import { DAY } from '../../lib/durations.ts'
import { deleteMarked, markUnused } from '../accounts/prune.ts'
import { countRemoteAccounts, countUnused, findUnused } from '../accounts/unused.ts'
import type { App } from '../app.ts'
import type { CacheKind, PruneOptions } from './kind.ts'

/** Whatever the quota, an account that was received a moment ago may be about to be used. */
const SHORTEST_MS = DAY

export const cachedAccounts: CacheKind = {
  name: 'accounts',
  unit: 'rows',
  quota: ({ config }) => config.cacheAccounts,
  ttlMs: ({ config }) => config.cacheAccountDays * DAY,
  size: countRemoteAccounts,
  async keptSize(app) {
    const unused = await countUnused(app, { before: app.clock.now() - SHORTEST_MS })
    return (await countRemoteAccounts(app)) - unused
  },
  async prune(app, options = {}) {
    if (options.isDryRun) return mark(app, options)
    const deleted = await deleteMarked(app, options.onProgress)
    return deleted + (await mark(app, options))
  },
}

/** Marks the accounts that are past their time to live, then others while there are too many. @returns how many */
async function mark(app: App, { olderThanMs, host, isDryRun, onProgress }: PruneOptions): Promise<number> {
  const now = app.clock.now()
  const expired = now - Math.max(olderThanMs ?? cachedAccounts.ttlMs(app), SHORTEST_MS)
  const excess = olderThanMs === undefined ? (await countRemoteAccounts(app)) - app.config.cacheAccounts : 0
  const before = excess > 0 ? now - SHORTEST_MS : expired
  let marked = 0
  for await (const unused of findUnused(app, { before, host })) {
    const ids = unused.filter((one, at) => one.fetched_at < expired || marked + at < excess).map(({ id }) => id)
    if (!isDryRun) await markUnused(app, ids)
    marked += ids.length
    await onProgress?.(marked)
  }
  return marked
}
