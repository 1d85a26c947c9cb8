/**
 * Deletes remote accounts to which nothing here refers and that nobody has asked for lately: senders of spam, people
 * who were looked up once, authors of posts that did not concern anybody. Deleted and suspended accounts stay, because
 * they must not come back (C18, A-05). An account is first marked, and deleted an hour later unless something has
 * looked it up (`keep.ts`): whatever used it before the mark is stored by then.
 */
import type { Scheduled } from '../../jobs/schedule.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { slot } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { releaseMedia } from '../media/rows/unused.ts'
import { isActive, STANDING } from '../policy/active.ts'
import { isUnreferencedSql } from './references.ts'

/** From the mark to the deletion. It is much longer than any request or job works with an account that it has read. */
const MARKED_MS = HOUR
/** Few, because each transaction keeps others from writing, and a large account takes a dozen pages. */
const BATCH = 25
/** Accounts that one run looks at. The next run goes on where it ended. */
const EXAMINED_PER_RUN = 10_000
/** Accounts that one run deletes. */
const DELETED_PER_RUN = 10_000

/** The last account that was examined. A process that starts begins anywhere, since the last one may have come far. */
const position = slot(() => ({ after: undefined as Id | undefined }))

export const pruneAccounts: Scheduled<App> = {
  name: 'pruneAccounts',
  everyMs: HOUR,
  async run(app) {
    await deleteMarked(app)
    await lookForUnused(app)
  },
}

/** @returns how many were deleted */
export async function deleteMarked(app: App, onProgress?: (deleted: number) => unknown): Promise<number> {
  let deleted = 0
  const before = app.clock.now() - MARKED_MS
  for (let seen = 0; seen < DELETED_PER_RUN; seen += BATCH) {
    const rows = await app.db
      .selectFrom('accounts')
      .select('id')
      .where('unused_since', '<=', before)
      .orderBy('unused_since')
      .limit(BATCH)
      .execute()
    if (rows.length === 0) break
    deleted += await deleteUnused(
      app,
      rows.map((row) => row.id),
      before,
    )
    await onProgress?.(deleted)
    await app.clock.sleep(0)
  }
  return deleted
}

/** Deletes those of the accounts that are still marked, and to which still nothing refers. The others stay. */
async function deleteUnused(app: App, ids: Id[], before: number): Promise<number> {
  return app.transaction(async (tx) => {
    const deleted = await tx.db
      .deleteFrom('accounts')
      .where('id', 'in', ids)
      .where('unused_since', '<=', before)
      .where(isUnreferencedSql())
      .returning(['id', 'avatar_key', 'header_key'])
      .execute()
    const gone = deleted.map((row) => row.id)
    if (gone.length > 0)
      for (const table of ['account_keys', 'moves', 'followed_feeds'] as const)
        await tx.db.deleteFrom(table).where('account_id', 'in', gone).execute()
    await releaseMedia(
      tx,
      deleted.flatMap(({ avatar_key, header_key }) => [avatar_key, header_key]),
    )
    if (gone.length < ids.length)
      await tx.db.updateTable('accounts').set({ unused_since: null }).where('id', 'in', ids).execute()
    return gone.length
  })
}

async function lookForUnused(app: App): Promise<void> {
  const at = app.slot(position)
  at.after ??= await anyPosition(app)
  for (let [examined, wraps] = [0, 0]; examined < EXAMINED_PER_RUN && wraps < 2; examined += BATCH) {
    const last = await markBatch(app, at.after)
    if (last === undefined) wraps++
    at.after = last ?? 0
    await app.clock.sleep(0)
  }
}

/** @returns the last account of the batch; undefined if there are no more */
async function markBatch(app: App, after: Id): Promise<Id | undefined> {
  const rows = await app.db
    .selectFrom('accounts')
    .select(['id', 'domain', 'fetched_at', 'unused_since', ...STANDING])
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  // Accounts in use are refreshed after a day (C17).
  const before = app.clock.now() - app.config.cacheAccountDays * DAY
  const old = rows.filter(
    (row) => row.domain !== null && (row.fetched_at ?? 0) < before && row.unused_since === null && isActive(row),
  )
  await markUnused(
    app,
    old.map((row) => row.id),
  )
  return rows.length < BATCH ? undefined : rows.at(-1)?.id
}

/** Marks those of the accounts to which nothing refers. They are deleted in an hour, unless something looks them up. */
export async function markUnused(app: App, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return
  await app.db
    .updateTable('accounts')
    .set({ unused_since: app.clock.now() })
    .where('id', 'in', ids)
    .where(isUnreferencedSql())
    .execute()
}

async function anyPosition(app: App): Promise<Id> {
  const { first, last } = await app.db
    .selectFrom('accounts')
    .select((select) => [select.fn.min<Id | null>('id').as('first'), select.fn.max<Id | null>('id').as('last')])
    .executeTakeFirstOrThrow()
  return first === null || last === null ? 0 : Math.floor(first + (last - first) * app.random())
}
