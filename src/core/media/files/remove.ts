/**
 * Removes the files to which nothing refers. A row is marked before its file is removed, and deleted afterwards, so that
 * an interrupted removal goes on.
 */
import { z } from 'zod'
import { doubling, type Job, job, RetryLater } from '../../../jobs/job.ts'
import { HOUR, MINUTE, SECOND } from '../../../lib/durations.ts'
import type { App } from '../../app.ts'

/** `refs` of a file that is being removed. Until `pinned_until`, only whoever has marked it does so. */
export const REMOVING = -1
/** Much longer than the removal of some files takes. */
const REMOVAL_MS = MINUTE
const REMOVED_PER_BATCH = 25

/** Removes those of the files that are not in use again. */
export const removeFiles: Job<{ hashes: string[] }, App> = job(
  'removeFiles',
  {
    payload: z.object({ hashes: z.array(z.string()) }),
    attempts: 20,
    backoff: doubling(5 * SECOND, { max: HOUR, jitter: 0.2 }),
    concurrency: 2,
  },
  async (app, { hashes }) => {
    await removeNow(app, hashes)
    const pinnedUntil = await lastPin(app, hashes)
    if (pinnedUntil !== undefined)
      throw new RetryLater(pinnedUntil - app.clock.now(), 'some are being stored or removed', {
        countsAsAttempt: false,
      })
  },
)

/** Removes the files to which nothing refers, without waiting for the jobs. */
export async function removeReleased(app: App): Promise<void> {
  for (;;) {
    const rows = await app.db
      .selectFrom('media_files')
      .select('hash')
      .where('refs', '<=', 0)
      .where('pinned_until', '<=', app.clock.now())
      .limit(REMOVED_PER_BATCH)
      .execute()
    if (rows.length === 0) return
    await removeNow(
      app,
      rows.map(({ hash }) => hash),
    )
    await app.clock.sleep(0)
  }
}

async function removeNow(app: App, hashes: readonly string[]): Promise<void> {
  const marked = await markForRemoval(app, hashes)
  for (const hash of marked) await app.storage.remove(hash)
  await forgetRemoved(app, marked)
}

/** @returns those that are to be removed: nothing refers to them, or an earlier removal was interrupted */
async function markForRemoval(app: App, hashes: readonly string[]): Promise<string[]> {
  if (hashes.length === 0) return []
  const now = app.clock.now()
  const marked = await app.db
    .updateTable('media_files')
    .set({ refs: REMOVING, pinned_until: now + REMOVAL_MS })
    .where('hash', 'in', hashes)
    .where('refs', '<=', 0)
    .where('pinned_until', '<=', now)
    .returning('hash')
    .execute()
  return marked.map(({ hash }) => hash)
}

/**
 * Removes files of the storage that have no row. Until each is gone, a row keeps anybody from storing the same file.
 * @returns those that were removed
 */
export async function removeOrphans(app: App, files: readonly { name: string; bytes: number }[]): Promise<string[]> {
  if (files.length === 0) return []
  const now = app.clock.now()
  const marks = files.map(({ name, bytes }) => ({ hash: name, bytes, media_type: '', refs: REMOVING }))
  const rows = await app.db
    .insertInto('media_files')
    .values(marks.map((mark) => ({ ...mark, pinned_until: now + REMOVAL_MS, created_at: now })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('hash')
    .execute()
  const hashes = rows.map(({ hash }) => hash)
  for (const hash of hashes) await app.storage.remove(hash)
  await forgetRemoved(app, hashes)
  return hashes
}

async function forgetRemoved(app: App, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return
  await app.db.deleteFrom('media_files').where('hash', 'in', hashes).where('refs', '=', REMOVING).execute()
}

/** When the last of the files may be removed to which nothing refers, but that somebody has just stored or removes. */
async function lastPin(app: App, hashes: readonly string[]): Promise<number | undefined> {
  const row = await app.db
    .selectFrom('media_files')
    .select((select) => select.fn.max<number | null>('pinned_until').as('until'))
    .where('hash', 'in', hashes)
    .where('refs', '<=', 0)
    .executeTakeFirst()
  return row?.until ?? undefined
}
