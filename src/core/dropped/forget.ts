/** Forgets posts that were dropped from the cache. From then on no counter counts them. */
import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { App, Tx } from '../app.ts'
import { addToCount, countStatuses } from '../counts/statuses.ts'
import { tally } from '../counts/tally.ts'

/** How many dropped posts are remembered, at about 400 bytes each. */
export const MAX_DROPPED = 250_000
const BATCH = 100

/** Forgets a post that does not come back, because it was deleted or its author was. */
export async function forgetDropped(tx: Tx, dropped: readonly DroppedStatus[]): Promise<void> {
  if (dropped.length === 0) return
  await tx.db
    .deleteFrom('dropped_statuses')
    .where(
      'id',
      'in',
      dropped.map(({ id }) => id),
    )
    .execute()
  for (const [id, count] of tally(dropped.map(({ account_id }) => account_id))) await countStatuses(tx, id, -count)
  for (const [id, count] of tally(dropped.flatMap(({ parent_id }) => parent_id ?? [])))
    await addToCount(tx, id, 'replies_count', -count)
}

/** Forgets a batch of an account's posts, because the account is deleted. @returns how many */
export async function forgetDroppedOf(tx: Tx, accountUri: string): Promise<number> {
  const rows = await tx.db
    .selectFrom('dropped_statuses')
    .selectAll()
    .where('account_uri', '=', accountUri)
    .limit(BATCH)
    .execute()
  await forgetDropped(tx, rows)
  return rows.length
}

/** Forgets the oldest beyond the limit. @param max for tests */
export async function forgetOldest(app: App, max = MAX_DROPPED): Promise<void> {
  const { count } = await app.db
    .selectFrom('dropped_statuses')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  for (let excess = count - max; excess > 0; excess -= BATCH) {
    await app.transaction(async (tx) => {
      const oldest = tx.db.selectFrom('dropped_statuses').selectAll().orderBy('dropped_at').orderBy('id')
      await forgetDropped(tx, await oldest.limit(Math.min(excess, BATCH)).execute())
    })
    await app.clock.sleep(0)
  }
}
