/** When a feed is read next. */
import type { App } from '../core/app.ts'
import type { FollowedFeed } from '../db/tables/followed-feeds.ts'
import { DAY, HOUR } from '../lib/durations.ts'
import { JITTER, LONGEST_INTERVAL_MS, SHORTEST_INTERVAL_MS, WITH_HUB_INTERVAL_MS } from './limits.ts'
import type { ParsedFeed } from './parsed-feed.ts'

/** The newest entries, whose distances tell how often the next one is to be expected. */
const OBSERVED = 10
/** Reads in the time from one entry to the next. */
const READS_PER_ENTRY = 4
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
/** A feed that asks never to be read is read once a week. */
const MAX_SKIPPED_HOURS = 168

/** A quarter of the usual time between two entries, or of the time since the last; no shorter than the feed wants. */
export function intervalOf({ entries, ttlMs = 0 }: ParsedFeed, now: number): number {
  const times = entries.flatMap(({ publishedAt }) =>
    publishedAt !== undefined && publishedAt <= now ? publishedAt : [],
  )
  const newest = times.sort((a, b) => b - a).slice(0, OBSERVED)
  const [last = 0, first = 0] = [newest[0], newest.at(-1)]
  const usual = newest.length < 2 ? LONGEST_INTERVAL_MS : (last - first) / (newest.length - 1)
  return within(Math.max(Math.max(usual, now - last) / READS_PER_ENTRY, ttlMs))
}

/** @param least milliseconds that its host wants us to wait */
export function nextRead(app: App, feed: FollowedFeed, least = 0): number {
  const now = app.clock.now()
  // A short lease is renewed by the reads, so they come before its end.
  const lease = Math.max((feed.hub_until ?? 0) - now, 0)
  const slow = Math.max(feed.interval_ms, Math.min(WITH_HUB_INTERVAL_MS, lease / 2))
  const wait = Math.max(within(slow * 2 ** feed.failures), least) * (1 + JITTER * app.random())
  return afterSkipped(now + Math.round(wait), feed)
}

function within(ms: number): number {
  return Math.min(Math.max(ms, SHORTEST_INTERVAL_MS), LONGEST_INTERVAL_MS)
}

/** The hours and days (UTC) that the feed wants left out are waited for. */
function afterSkipped(at: number, { skip_hours, skip_days }: FollowedFeed): number {
  for (let [hours, time] = [0, at]; hours < MAX_SKIPPED_HOURS; hours++, time += HOUR)
    if (!skip_hours.includes(hourOf(time)) && !skip_days.includes(DAYS[new Date(time).getUTCDay()] ?? '')) return time
  return at + (DAY * MAX_SKIPPED_HOURS) / 24
}

function hourOf(time: number): number {
  return new Date(time).getUTCHours()
}
