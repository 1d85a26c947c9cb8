/** How `atoll cache status` shows what it found. */
import type { CacheStatus, KindStatus } from '../core/cache/status.ts'
import { showBytes } from '../lib/bytes.ts'
import { showDuration } from '../lib/durations.ts'
import { renderTable, showTime } from './cli.ts'
import { showAmount } from './progress.ts'

const NONE = '–'

export function cacheStatusResult({ kinds, hosts }: CacheStatus) {
  return { kinds: kinds.map(kindResult), hosts }
}

function kindResult({ name, unit, size, quota, kept, ttlMs, nextPruning, growthPerDay, fullAt, copies }: KindStatus) {
  return {
    ...{ kind: name, unit, size, quota, kept, ttl: showDuration(ttlMs), next_pruning: nextPruning },
    ...{ growth_per_day: growthPerDay ?? null, full_at: fullAt === undefined ? null : showTime(Math.round(fullAt)) },
    ...(copies && {
      copies: copies.count,
      hit_rate: copies.hitRate ?? null,
      oldest_at: showTimeOrNull(copies.oldestAt),
      average_at: showTimeOrNull(copies.averageAt),
    }),
  }
}

function showTimeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : showTime(ms)
}

export function cacheStatusLines(status: CacheStatus, now: number): string[] {
  return [
    ...renderTable(
      ['KIND', 'SIZE', 'QUOTA', 'USED', 'MUST STAY', 'DROPPED AFTER', 'NEXT PRUNING', 'PER DAY', 'FULL ON'],
      status.kinds.map(kindCells),
    ),
    '',
    ...(status.hosts.length > 0 ? copiesLines(status, now) : ['There are no copies of media of other servers.']),
    ...status.kinds.flatMap(warning),
  ]
}

function kindCells({ name, unit, size, quota, kept, ttlMs, nextPruning, growthPerDay, fullAt }: KindStatus): string[] {
  const show = (amount: number) => showAmount(amount, unit)
  const perDay = growthPerDay === undefined ? NONE : `${growthPerDay < 0 ? '' : '+'}${show(growthPerDay)}`
  const used = quota === 0 ? NONE : `${Math.round((size / quota) * 100)} %`
  const fullOn = size >= quota ? 'full' : fullAt === undefined ? NONE : showTime(Math.round(fullAt)).slice(0, 10)
  return [name, show(size), show(quota), used, show(kept), showDuration(ttlMs), show(nextPruning), perDay, fullOn]
}

function copiesCells(name: string, copies: NonNullable<KindStatus['copies']>, now: number): string[] {
  const age = (since: number | undefined) => (since === undefined ? NONE : showDuration(now - since))
  const hitRate = copies.hitRate === undefined ? NONE : `${Math.round(copies.hitRate * 100)} %`
  return [name, copies.count.toLocaleString('en'), hitRate, age(copies.oldestAt), age(copies.averageAt)]
}

function copiesLines({ kinds, hosts }: CacheStatus, now: number): string[] {
  return [
    ...renderTable(
      ['COPIES OF', 'COUNT', 'FOUND HERE', 'OLDEST', 'AVERAGE AGE'],
      kinds.flatMap(({ name, copies }) => (copies ? [copiesCells(name, copies, now)] : [])),
    ),
    '',
    ...renderTable(
      ['SERVER', 'SIZE', 'COPIES'],
      hosts.map(({ host, bytes, count }) => [host, showBytes(bytes), count.toLocaleString('en')]),
    ),
  ]
}

function warning({ name, kept, quota }: KindStatus): string[] {
  if (kept <= quota) return []
  return ['', `More ${name} must stay than the quota allows, so pruning cannot help. Raise the quota in the settings.`]
}
