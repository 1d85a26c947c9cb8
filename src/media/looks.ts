/**
 * Notes who looks at our copies, so that those that nobody looks at go first. A look is written at most once an hour for
 * each copy, with those at others.
 */
import { sql } from 'kysely'
import type { App } from '../core/app.ts'
import { type CopyKind, copyKindOf } from '../core/media/copies/kind.ts'
import type { Media } from '../db/tables/media.ts'
import { HOUR, MINUTE } from '../lib/durations.ts'
import { slot } from '../lib/slot.ts'

/** So many looks are written at once. */
const MAX_NOTED = 500

interface Count {
  hits: number
  misses: number
}

const looks = slot(() => ({
  noted: new Set<Media['id']>(),
  counts: new Map<CopyKind, Count>(),
  writtenAt: 0,
  writing: Promise.resolve(),
}))

/** @param isHit whether there was a copy */
export function lookAt(app: App, medium: Media, isHit: boolean): void {
  const { noted, counts } = app.slot(looks)
  const kind = copyKindOf(medium)
  const count = counts.get(kind) ?? { hits: 0, misses: 0 }
  count[isHit ? 'hits' : 'misses']++
  counts.set(kind, count)
  const now = app.clock.now()
  if (isHit && medium.evictable_at !== null && now - medium.evictable_at >= HOUR) noted.add(medium.id)
  if (noted.size < MAX_NOTED && now - app.slot(looks).writtenAt < MINUTE) return
  app.slot(looks).writtenAt = now
  writeLooks(app).catch((err) => app.log.warn({ err }, 'could not note who looked at media'))
}

/** Writes what has been noted in this process, after what is being written. */
export function writeLooks(app: App): Promise<void> {
  const state = app.slot(looks)
  const writing = state.writing.then(() => write(app))
  state.writing = writing.catch(() => {})
  return writing
}

async function write(app: App): Promise<void> {
  const state = app.slot(looks)
  const [ids, counted] = [[...state.noted], [...state.counts]]
  state.noted.clear()
  state.counts.clear()
  if (ids.length > 0)
    await app.db
      .updateTable('media')
      .set({ evictable_at: app.clock.now() })
      .where('id', 'in', ids)
      .where('evictable_at', 'is not', null)
      .execute()
  for (const [kind, count] of counted) await addCount(app, kind, count)
}

async function addCount({ db }: App, kind: CopyKind, { hits, misses }: Count): Promise<void> {
  await db
    .insertInto('cache_sizes')
    .values({ kind, hits, misses })
    .onConflict((conflict) =>
      conflict.column('kind').doUpdateSet({
        hits: sql<number>`cache_sizes.hits + excluded.hits`,
        misses: sql<number>`cache_sizes.misses + excluded.misses`,
      }),
    )
    .execute()
}
