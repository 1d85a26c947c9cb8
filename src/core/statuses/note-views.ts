/**
 * Notes which posts of other servers users here look at, since those looked at longest ago are dropped from the cache
 * first. One day is precise enough, so a post is written once a day at most, and many posts with one statement.
 */
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id, time } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { MINUTE, startOfDay } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'

const FLUSH_EVERY_MS = MINUTE
/** Posts per statement. */
const BATCH = 500
/** Posts that wait to be written. Further views are not noted. */
const MAX_WAITING = 10_000

const views = slot(() => ({
  /** Post → the day for which its view is noted. The rows in the cache of lists may show an earlier one. */
  noted: new LruMap<Id, number>({ max: 20_000 }),
  waiting: new Set<Id>(),
  flushedAt: 0,
  flushing: Promise.resolve(),
}))

type Holder = Pick<App, 'db' | 'slot' | 'clock' | 'log'>
type Viewed = Pick<Status, 'id' | 'viewed_at'>

/** Keeps them in memory, and writes them in the background from time to time: nobody who reads waits for it. */
export function noteViews(app: Holder, statuses: Iterable<Viewed>): void {
  const { noted, waiting } = app.slot(views)
  const today = startOfDay(app.clock.now())
  for (const { id, viewed_at } of statuses) {
    if (viewed_at === null || viewed_at >= today || noted.get(id) === today || waiting.size >= MAX_WAITING) continue
    noted.set(id, today)
    waiting.add(id)
  }
  if (waiting.size > 0 && app.clock.now() - app.slot(views).flushedAt >= FLUSH_EVERY_MS)
    flushViews(app).catch((err) => app.log.warn({ err }, 'could not note which posts were viewed'))
}

/** Writes what is noted. */
export function flushViews(app: Holder): Promise<void> {
  const state = app.slot(views)
  // A failure concerns the caller whose views were written.
  state.flushing = state.flushing.catch(() => {}).then(() => flush(app))
  return state.flushing
}

async function flush(app: Holder): Promise<void> {
  const state = app.slot(views)
  const ids = [...state.waiting]
  state.waiting.clear()
  state.flushedAt = app.clock.now()
  const today = startOfDay(state.flushedAt)
  for (let at = 0; at < ids.length; at += BATCH) await writeViews(app, { ids: ids.slice(at, at + BATCH), today })
}

const writeViews = compiled({ ids: list(id()), today: time() }, (db, { ids, today }) =>
  db.updateTable('statuses').set({ viewed_at: today }).where('id', 'in', ids).where('viewed_at', '<', today),
)
