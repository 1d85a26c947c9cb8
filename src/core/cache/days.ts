/** How much of each kind there was on each of the last days, from which the rate of growth follows. */
import { sql } from 'kysely'
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, startOfDay } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import type { CacheKind } from './kind.ts'
import { CACHE_KINDS } from './kinds.ts'

const KEPT_DAYS = 90
/** The rate is that of so many days: long enough for weekends, short enough to notice a change. */
const RATE_DAYS = 14

export const countCacheDay: Scheduled<App> = {
  name: 'countCacheDay',
  everyMs: DAY,
  async run(app) {
    const day = startOfDay(app.clock.now())
    for (const kind of CACHE_KINDS) await writeDay(app, kind, day)
    await app.db
      .deleteFrom('cache_days')
      .where('day', '<', day - KEPT_DAYS * DAY)
      .execute()
  },
}

async function writeDay(app: App, kind: CacheKind, day: number): Promise<void> {
  const size = await kind.size(app)
  const sizes = kind.unit === 'bytes' ? { bytes: size, entries: 0 } : { bytes: 0, entries: size }
  await app.db
    .insertInto('cache_days')
    .values({ kind: kind.name, day, ...sizes })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'day']).doUpdateSet({
        bytes: sql<number>`excluded.bytes`,
        entries: sql<number>`excluded.entries`,
      }),
    )
    .execute()
}

/** Units per day, over the last two weeks; undefined until there are two days to compare. */
export async function growthPerDay({ db, clock }: App, { name, unit }: CacheKind): Promise<number | undefined> {
  const column = unit === 'bytes' ? 'bytes' : 'entries'
  const days = await db
    .selectFrom('cache_days')
    .select(['day', `${column} as size`])
    .where('kind', '=', name)
    .where('day', '>=', startOfDay(clock.now()) - RATE_DAYS * DAY)
    .orderBy('day')
    .execute()
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last || first.day === last.day) return undefined
  return (last.size - first.size) / ((last.day - first.day) / DAY)
}
