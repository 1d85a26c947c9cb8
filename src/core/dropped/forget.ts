/** Forgets posts that were dropped from the cache. From then on no counter counts them. */
import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { addToCount, countStatuses } from '../counts/statuses.ts'
import { tally } from '../counts/tally.ts'

/** How many dropped posts are remembered, at about 400 bytes each. */
const MAX_DROPPED = 250_000
const BATCH = 100

/**
 * Forgets posts that do not come back, because they were deleted or their author was.
 * @returns those that were still remembered
 */
export async function forgetDropped(tx: Tx, ids: readonly Id[]): Promise<DroppedStatus[]> {
  if (ids.length === 0) return []
  const forgotten = await tx.db.deleteFrom('dropped_statuses').where('id', 'in', ids).returningAll().execute()
  for (const [id, count] of tally(forgotten.map(({ account_id }) => account_id))) await countStatuses(tx, id, -count)
  for (const [id, count] of tally(forgotten.flatMap(({ parent_id }) => parent_id ?? [])))
    await addToCount(tx, id, 'replies_count', -count)
  return forgotten
}

/** Forgets a batch of an account's posts, because the account is deleted. @returns how many */
export async function forgetDroppedOf(tx: Tx, accountUri: string): Promise<number> {
  const rows = await tx.db
    .selectFrom('dropped_statuses')
    .select('id')
    .where('account_uri', '=', accountUri)
    .limit(BATCH)
    .execute()
  const forgotten = await forgetDropped(tx, rows.map(idOf))
  return forgotten.length
}

/** Forgets the oldest beyond the limit. @param max for tests */
export async function forgetOldest(app: App, max = MAX_DROPPED): Promise<void> {
  const { count } = await app.db
    .selectFrom('dropped_statuses')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  for (let excess = count - max; excess > 0; excess -= BATCH) {
    await app.transaction(async (tx) => {
      const oldest = tx.db.selectFrom('dropped_statuses').select('id').orderBy('dropped_at').orderBy('id')
      await forgetDropped(tx, (await oldest.limit(Math.min(excess, BATCH)).execute()).map(idOf))
    })
    await app.clock.sleep(0)
  }
}

function idOf({ id }: { id: Id }): Id {
  return id
}
