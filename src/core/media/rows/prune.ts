/** Deletes rows of media of other servers to which nothing refers any more, with their copies. */

import type { Media } from '../../../db/tables/media.ts'
import type { Scheduled } from '../../../jobs/schedule.ts'
import { HOUR } from '../../../lib/durations.ts'
import { slot } from '../../../lib/slot.ts'
import type { App, Tx } from '../../app.ts'
import { limitEmojis } from './limit-emojis.ts'
import { removeMedia } from './remove.ts'
import { isUnusedSql } from './unused.ts'

type Id = Media['id']

/** From the mark to the deletion. It is longer than anything works with a row that it has read. */
const MARKED_MS = HOUR
/** Few, because each transaction keeps others from writing. */
const BATCH = 25
/** Rows per look for unused ones, each with a look into four indexes. */
const EXAMINED_PER_BATCH = 100
/** Rows that one run looks at. The next run goes on where it ended. */
const EXAMINED_PER_RUN = 20_000

/** The last row that was examined. A process that starts begins anywhere, since the last one may have come far. */
const position = slot(() => ({ after: undefined as Id | undefined }))

export const pruneMedia: Scheduled<App> = {
  name: 'pruneMedia',
  everyMs: HOUR,
  async run(app) {
    await deleteUnusedMedia(app)
    await lookForUnused(app)
    await limitEmojis(app)
  },
}

/** Deletes what was marked a while ago and is still unused. @returns how many rows */
export async function deleteUnusedMedia(app: App): Promise<number> {
  const before = app.clock.now() - MARKED_MS
  let deleted = 0
  for (;;) {
    const rows = await app.db
      .selectFrom('media')
      .select('id')
      .where('unused_since', '<=', before)
      .where('remote_url', 'is not', null)
      .orderBy('unused_since')
      .limit(BATCH)
      .execute()
    if (rows.length === 0) return deleted
    deleted += await deleteBatch(
      app,
      rows.map(({ id }) => id),
    )
    await app.clock.sleep(0)
  }
}

async function deleteBatch(app: App, ids: readonly Id[]): Promise<number> {
  return app.transaction(async (tx) => {
    const marked = await hold(tx, ids)
    if (marked.length === 0) return 0
    const unused = await tx.db
      .selectFrom('media')
      .selectAll()
      .where('id', 'in', marked)
      .where(isUnusedSql(tx))
      .execute()
    for (const medium of unused) await removeMedia(tx, medium)
    if (unused.length < marked.length)
      await tx.db.updateTable('media').set({ unused_since: null }).where('id', 'in', marked).execute()
    return unused.length
  })
}

/** Until the transaction ends, whoever registers one of them waits. @returns those that are still marked */
async function hold(tx: Tx, ids: readonly Id[]): Promise<Id[]> {
  const rows = await tx.db
    .updateTable('media')
    .set((set) => ({ unused_since: set.ref('unused_since') }))
    .where('id', 'in', ids)
    .where('unused_since', 'is not', null)
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

async function lookForUnused(app: App): Promise<void> {
  const at = app.slot(position)
  at.after ??= await anyPosition(app)
  for (let [examined, wraps] = [0, 0]; examined < EXAMINED_PER_RUN && wraps < 2; examined += EXAMINED_PER_BATCH) {
    const { last } = await markBatch(app, at.after)
    if (last === undefined) wraps++
    at.after = last ?? 0
    await app.clock.sleep(0)
  }
}

/** @returns the last row of the batch, undefined if there are no more, and how many were found to be unused */
export async function markBatch(
  app: App,
  after: Id,
  { isDryRun = false } = {},
): Promise<{ last: Id | undefined; unused: number }> {
  const rows = await app.db
    .selectFrom('media')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(EXAMINED_PER_BATCH)
    .execute()
  const last = rows.at(-1)?.id
  const unused = last === undefined ? [] : await unusedBetween(app, after, last)
  if (!isDryRun) await markUnused(app, unused)
  return { last: rows.length < EXAMINED_PER_BATCH ? undefined : last, unused: unused.length }
}

/** The rows after the first id, up to the last, to which nothing refers. Nearly always there are none. */
async function unusedBetween(app: App, after: Id, last: Id): Promise<Id[]> {
  const unused = await app.db
    .selectFrom('media')
    .select('id')
    .where('id', '>', after)
    .where('id', '<=', last)
    .where('unused_since', 'is', null)
    // What refers to a new row may not be stored yet.
    .where('created_at', '<', app.clock.now() - MARKED_MS)
    .where(isUnusedSql(app))
    .execute()
  return unused.map(({ id }) => id)
}

async function markUnused(app: App, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await app.db
    .updateTable('media')
    .set({ unused_since: app.clock.now() })
    .where('id', 'in', ids)
    .where('unused_since', 'is', null)
    .execute()
}

async function anyPosition(app: App): Promise<Id> {
  const { first, last } = await app.db
    .selectFrom('media')
    .select((select) => [select.fn.min<Id | null>('id').as('first'), select.fn.max<Id | null>('id').as('last')])
    .executeTakeFirstOrThrow()
  return first === null || last === null ? 0 : Math.floor(first + (last - first) * app.random())
}
