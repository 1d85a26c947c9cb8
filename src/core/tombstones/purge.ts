/** Removes the dependent rows of a deleted status in batches, because a popular one has very many. */
import { z } from 'zod'
import { doubling, job } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { countStatus } from '../counts/statuses.ts'

/** Rows of each table per transaction. */
const BATCH = 500
/** Smaller, because each boost emits an event. */
const BOOSTS_BATCH = 50

interface RemovedStatus {
  status_id: Id
  uri: string
}

/** @returns whether everything is removed; false if there is more */
export async function purgeDependents(tx: Tx, { status_id, uri }: RemovedStatus): Promise<boolean> {
  await tx.db.deleteFrom('mentions').where('status_id', '=', status_id).execute()
  await tx.db.deleteFrom('status_tags').where('status_id', '=', status_id).execute()
  await tx.db.deleteFrom('pins').where('status_id', '=', status_id).execute()
  const rest = [
    await removeRows(tx, 'status_edits', status_id),
    await removeRows(tx, 'attachments', status_id),
    await removeRows(tx, 'favourites', status_id),
    await removeRows(tx, 'bookmarks', status_id),
    await removeRows(tx, 'notifications', status_id),
    await releaseReplies(tx, status_id, uri),
    await removeBoosts(tx, status_id),
  ]
  return rest.every((done) => done)
}

async function removeRows(
  tx: Tx,
  table: 'status_edits' | 'attachments' | 'favourites' | 'bookmarks' | 'notifications',
  statusId: Id,
): Promise<boolean> {
  const batch = tx.db.selectFrom(table).select('id').where('status_id', '=', statusId).limit(BATCH)
  const removed = await tx.db.deleteFrom(table).where('id', 'in', batch).executeTakeFirst()
  return removed.numDeletedRows < BATCH
}

/** Replies stay and keep the id of their parent, because `inReplyTo` never changes (C3). */
async function releaseReplies(tx: Tx, statusId: Id, uri: string): Promise<boolean> {
  const batch = tx.db.selectFrom('statuses').select('id').where('in_reply_to_id', '=', statusId).limit(BATCH)
  const released = await tx.db
    .updateTable('statuses')
    .set((set) => ({ in_reply_to_id: null, in_reply_to_uri: uri, revision: set('revision', '+', 1) }))
    .where('id', 'in', batch)
    .executeTakeFirst()
  return released.numUpdatedRows < BATCH
}

async function removeBoosts(tx: Tx, statusId: Id): Promise<boolean> {
  const boosts = await tx.db
    .selectFrom('statuses')
    .select(['id', 'account_id', 'visibility', 'created_at'])
    .where('boost_of_id', '=', statusId)
    .limit(BOOSTS_BATCH)
    .execute()
  for (const boost of boosts) {
    await tx.emit('status.deleted', { status_id: boost.id, via: 'local', isConsequence: true })
    await tx.db.deleteFrom('statuses').where('id', '=', boost.id).execute()
    await countStatus(tx, boost, -1)
  }
  return boosts.length < BOOSTS_BATCH
}

async function exists(tx: Tx, statusId: Id): Promise<boolean> {
  return (await tx.db.selectFrom('statuses').select('id').where('id', '=', statusId).executeTakeFirst()) !== undefined
}

export const purgeStatus = job<RemovedStatus, App>(
  'purgeStatus',
  {
    payload: z.object({ status_id: z.number(), uri: z.string() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 2,
  },
  async (app, gone) => {
    for (;;) {
      const done = await app.transaction(async (tx) => (await exists(tx, gone.status_id)) || purgeDependents(tx, gone))
      if (done) return
    }
  },
)
