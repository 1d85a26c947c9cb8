import { CachedValue } from '../../lib/cached-value.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { isNotDeletedSql } from '../policy/active.ts'
import { isActiveLoginSql } from '../policy/logins.ts'

const MONTH_DAYS = 30
const HALF_YEAR_DAYS = 180
/** Counting the known servers reads a whole index. */
const DOMAINS_TTL_MS = MINUTE

const domainCount = slot(() => new CachedValue<{ count: number }>(DOMAINS_TTL_MS))

export interface InstanceStats {
  users: number
  activeMonth: number
  activeHalfyear: number
  /** Posts and boosts of local users. */
  localPosts: number
  /** Other servers whose accounts we know. */
  domains: number
}

/** The statistics for NodeInfo and the instance pages. */
export async function instanceStats(app: App): Promise<InstanceStats> {
  const [users, activeMonth, activeHalfyear, localPosts, domains] = await Promise.all([
    countUsers(app),
    countUsers(app, MONTH_DAYS),
    countUsers(app, HALF_YEAR_DAYS),
    countPosts(app),
    countDomains(app),
  ])
  return { users, activeMonth, activeHalfyear, localPosts, domains }
}

async function countUsers(app: App, activeDays?: number): Promise<number> {
  let query = app.db
    .selectFrom('users')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where(isActiveLoginSql('users'))
  if (activeDays !== undefined) query = query.where('active_at', '>=', app.clock.now() - activeDays * DAY)
  const { count } = await query.executeTakeFirstOrThrow()
  return count
}

async function countPosts(app: App): Promise<number> {
  const row = await app.db
    .selectFrom('accounts')
    .select((select) => select.fn.sum<number | null>('statuses_count').as('count'))
    .where('domain', 'is', null)
    .where(isNotDeletedSql('accounts'))
    .executeTakeFirstOrThrow()
  return row.count ?? 0
}

async function countDomains(app: App): Promise<number> {
  const known = app.slot(domainCount).get()
  if (known) return known.count
  const { count } = await app.db
    .selectFrom('accounts')
    .select((select) => select.fn.count<number>('domain').distinct().as('count'))
    .executeTakeFirstOrThrow()
  app.slot(domainCount).set({ count })
  return count
}
