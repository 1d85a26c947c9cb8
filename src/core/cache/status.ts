/** What `atoll cache status` says. */
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { COPY_KINDS, usesOfKind } from '../media/copies/kind.ts'
import { growthPerDay } from './days.ts'
import type { CacheKind } from './kind.ts'
import { CACHE_KINDS } from './kinds.ts'

/** Beyond this, a rate says nothing. */
const FORESEEN_MS = 3_650 * DAY

export interface KindStatus extends Pick<CacheKind, 'name' | 'unit'> {
  /** In units, like all sizes here. */
  size: number
  quota: number
  /** How much must stay, because users here have used it. */
  kept: number
  ttlMs: number
  /** How much the next pruning would drop. */
  nextPruning: number
  /** Undefined until two days have been counted. */
  growthPerDay: number | undefined
  /** When the quota will be reached at this rate; undefined if it will not within ten years. */
  fullAt: number | undefined
  /** Of copies of media. */
  copies: CopiesStatus | undefined
}

interface CopiesStatus {
  count: number
  /** Which part of the looks found a copy, from 0 to 1; undefined before the first. */
  hitRate: number | undefined
  /** When the oldest copy was fetched, and when copies were fetched on average; undefined if there are none. */
  oldestAt: number | undefined
  averageAt: number | undefined
}

export interface CacheStatus {
  kinds: KindStatus[]
  /** The servers of whose media there are most copies. */
  hosts: { host: string; bytes: number; count: number }[]
}

interface StatusOptions {
  /** How many servers are listed. */
  maxHosts: number
  /** Told what is counted next. */
  onKind?(kind: CacheKind): void
}

/** May take minutes on a large server. */
export async function cacheStatus(app: App, { maxHosts, onKind }: StatusOptions): Promise<CacheStatus> {
  const kinds: KindStatus[] = []
  for (const kind of CACHE_KINDS) {
    onKind?.(kind)
    kinds.push(await kindStatus(app, kind))
  }
  return { kinds, hosts: await largestHosts(app, maxHosts) }
}

async function kindStatus(app: App, kind: CacheKind): Promise<KindStatus> {
  const { name, unit } = kind
  const [size, quota] = [await kind.size(app), kind.quota(app)]
  const perDay = await growthPerDay(app, kind)
  const leftMs = perDay !== undefined && perDay > 0 && size < quota ? ((quota - size) / perDay) * DAY : Infinity
  return {
    ...{ name, unit, size, quota, ttlMs: kind.ttlMs(app), kept: await kind.keptSize(app) },
    nextPruning: await kind.prune(app, { isDryRun: true }),
    growthPerDay: perDay,
    fullAt: leftMs < FORESEEN_MS ? app.clock.now() + leftMs : undefined,
    copies: await copiesStatus(app, name),
  }
}

async function copiesStatus({ db }: App, name: string): Promise<CopiesStatus | undefined> {
  const kind = COPY_KINDS.find((one) => one === name)
  if (!kind) return undefined
  const looks = await db.selectFrom('cache_sizes').selectAll().where('kind', '=', kind).executeTakeFirst()
  const ages = await db
    .selectFrom('media')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.min<number | null>('cached_at').as('oldest'),
      fn.avg<number | null>('cached_at').as('average'),
    ])
    .where('use', 'in', usesOfKind(kind))
    .where('cached_at', 'is not', null)
    .executeTakeFirstOrThrow()
  const total = (looks?.hits ?? 0) + (looks?.misses ?? 0)
  return {
    count: ages.count,
    hitRate: looks && total > 0 ? looks.hits / total : undefined,
    oldestAt: ages.oldest ?? undefined,
    averageAt: ages.average === null ? undefined : Math.round(ages.average),
  }
}

async function largestHosts({ db }: App, most: number): Promise<CacheStatus['hosts']> {
  const rows = await db
    .selectFrom('media')
    .select(({ fn }) => ['host', fn.sum<number>('bytes').as('bytes'), fn.countAll<number>().as('count')])
    .where('cached_at', 'is not', null)
    .groupBy('host')
    .orderBy('bytes', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ host, ...sizes }) => ({ host: host ?? '', ...sizes }))
}
