/**
 * The statistics for NodeInfo and the instance pages. Counting reads all users, so a scheduled task does it and stores
 * the numbers. A request only reads them.
 */
import { sql } from 'kysely'
import { z } from 'zod'
import type { Scheduled } from '../../jobs/schedule.ts'
import { CachedValue } from '../../lib/cached-value.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { isActiveLoginSql } from '../policy/logins.ts'
import { knownDomains } from './known-domains.ts'
import { writeSetting } from './settings.ts'

const MONTH_DAYS = 30
const HALF_YEAR_DAYS = 180
const COUNT_EVERY_MS = 10 * MINUTE
/** How long another process may take to notice new numbers. */
const TTL_MS = MINUTE
/** Users per query. */
const BATCH = 2_000
/** The name under which the numbers are stored. */
const NAME = 'stats'

const shape = z.object({
  users: z.number(),
  activeMonth: z.number(),
  activeHalfyear: z.number(),
  /** Posts and boosts of local users. */
  localPosts: z.number(),
  /** Other servers whose accounts we know. */
  domains: z.number(),
})
export type InstanceStats = z.infer<typeof shape>

const cachedStats = slot(() => new CachedValue<Promise<InstanceStats>>(TTL_MS))

/** The latest numbers. Only the very first request counts; concurrent callers share one look-up. */
export function instanceStats(app: App): Promise<InstanceStats> {
  const cache = app.slot(cachedStats)
  const cached = cache.get()
  if (cached) return cached
  const stats = loadStats(app)
  cache.set(stats)
  stats.catch(() => cache.clear())
  return stats
}

export const countStats: Scheduled<App> = {
  name: 'countStats',
  everyMs: COUNT_EVERY_MS,
  async run(app) {
    const stats = await storeStats(app)
    app.slot(cachedStats).set(Promise.resolve(stats))
  },
}

async function loadStats(app: App): Promise<InstanceStats> {
  const row = await app.db.selectFrom('instance_settings').select('value').where('name', '=', NAME).executeTakeFirst()
  const stored = shape.safeParse(row?.value)
  return stored.success ? stored.data : storeStats(app)
}

async function storeStats(app: App): Promise<InstanceStats> {
  const stats = { ...(await countUsers(app)), domains: await countDomains(app) }
  await writeSetting(app, NAME, stats)
  return stats
}

async function countUsers(app: App): Promise<Omit<InstanceStats, 'domains'>> {
  const total = { users: 0, activeMonth: 0, activeHalfyear: 0, localPosts: 0 }
  for (let after = 0; ; ) {
    const { last, ...counted } = await countBatch(app, after)
    if (last === null) return total
    for (const name of Object.keys(total) as (keyof typeof total)[]) total[name] += counted[name]
    after = last
  }
}

async function countBatch(
  { db, clock }: App,
  after: Id,
): Promise<Omit<InstanceStats, 'domains'> & { last: Id | null }> {
  const since = (days: number) => clock.now() - days * DAY
  const batch = db.selectFrom('users').selectAll().where('id', '>', after).orderBy('id').limit(BATCH)
  const countWhere = (condition: ReturnType<typeof isActiveLoginSql>) =>
    sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`
  const isActive = isActiveLoginSql('u')
  return db
    .selectFrom(batch.as('u'))
    .leftJoin('accounts as a', 'a.id', 'u.account_id')
    .select((select) => [
      countWhere(isActive).as('users'),
      countWhere(select.and([isActive, select('u.active_at', '>=', since(MONTH_DAYS))])).as('activeMonth'),
      countWhere(select.and([isActive, select('u.active_at', '>=', since(HALF_YEAR_DAYS))])).as('activeHalfyear'),
      sql<number>`coalesce(sum(a.statuses_count), 0)`.as('localPosts'),
      select.fn.max<Id | null>('u.id').as('last'),
    ])
    .executeTakeFirstOrThrow()
}

async function countDomains(app: App): Promise<number> {
  let count = 0
  for await (const domains of knownDomains(app)) count += domains.length
  return count
}
