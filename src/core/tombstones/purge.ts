/** Removes the dependent rows of a deleted status in batches, because a popular one has very many. */
import { z } from 'zod'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { countStatus } from '../counts/statuses.ts'
import { releaseAttachments } from '../media/rows/unused.ts'
import { objectJobsKey } from '../object-jobs.ts'

/** Rows per transaction of the job. */
const BATCH = 250
/** A boost costs as much as this many other rows, because each emits an event. */
const ROWS_PER_BOOST = 10

interface RemovedStatus {
  status_id: Id
  uri: string
}

/** Removes at most `most` rows. @returns how many */
type Removal = (tx: Tx, status: RemovedStatus, most: number) => Promise<number>

/** @param most the limit on rows. @returns whether everything is removed; false if there may be more */
export async function purgeDependents(tx: Tx, status: RemovedStatus, most: number): Promise<boolean> {
  let left = most
  for (const remove of removals) {
    left -= await remove(tx, status, left)
    if (left <= 0) return false
  }
  await removeFewRows(tx, status)
  return true
}

/** The number of mentions, tags, pins, refusals and removals of one status is limited. */
async function removeFewRows(tx: Tx, { status_id: statusId, uri }: RemovedStatus): Promise<void> {
  await tx.db.deleteFrom('community_removals').where('post_uri', '=', uri).execute()
  await tx.db.deleteFrom('mentions').where('status_id', '=', statusId).execute()
  await tx.db.deleteFrom('status_tags').where('status_id', '=', statusId).execute()
  await tx.db.deleteFrom('pins').where('status_id', '=', statusId).execute()
  await tx.db.deleteFrom('refusals').where('status_id', '=', statusId).execute()
}

const removeBoosts: Removal = async (tx, { status_id }, most) => {
  const boosts = await tx.db
    .selectFrom('statuses')
    .select('id')
    .where('boost_of_id', '=', status_id)
    .limit(Math.ceil(most / ROWS_PER_BOOST))
    .execute()
  for (const { id } of boosts) await removeBoost(tx, id)
  return boosts.length * ROWS_PER_BOOST
}

async function removeBoost(tx: Tx, id: Id): Promise<void> {
  await tx.emit('status.deleted', { status_id: id, via: 'local', isConsequence: true })
  const removed = await tx.db
    .deleteFrom('statuses')
    .where('id', '=', id)
    .returning(['account_id', 'visibility', 'created_at'])
    .executeTakeFirst()
  // It may have been undone since it was found.
  if (removed) await countStatus(tx, removed, -1)
}

/** Replies stay and keep the id of their parent, because `inReplyTo` never changes (C3). */
const releaseReplies: Removal = async (tx, { status_id, uri }, most) => {
  const batch = tx.db.selectFrom('statuses').select('id').where('in_reply_to_id', '=', status_id).limit(most)
  const released = await tx.db
    .updateTable('statuses')
    .set((set) => ({ in_reply_to_id: null, in_reply_to_uri: uri, revision: set('revision', '+', 1) }))
    .where('id', 'in', batch)
    .executeTakeFirst()
  return Number(released.numUpdatedRows)
}

function removeRows(table: 'status_edits' | 'favourites' | 'bookmarks' | 'notifications'): Removal {
  return async (tx, { status_id }, most) => {
    const batch = tx.db.selectFrom(table).select('id').where('status_id', '=', status_id).limit(most)
    const removed = await tx.db.deleteFrom(table).where('id', 'in', batch).executeTakeFirst()
    return Number(removed.numDeletedRows)
  }
}

const removeAttachments: Removal = async (tx, { status_id }, most) => {
  const batch = tx.db.selectFrom('attachments').select('id').where('status_id', '=', status_id).limit(most)
  const removed = await tx.db
    .deleteFrom('attachments')
    .where('id', 'in', batch)
    .returning(['media_key', 'preview_key'])
    .execute()
  await releaseAttachments(tx, removed)
  return removed.length
}

const removals: readonly Removal[] = [
  removeBoosts,
  releaseReplies,
  removeRows('notifications'),
  removeRows('favourites'),
  removeRows('bookmarks'),
  removeAttachments,
  removeRows('status_edits'),
]

async function exists(tx: Tx, statusId: Id): Promise<boolean> {
  return (await tx.db.selectFrom('statuses').select('id').where('id', '=', statusId).executeTakeFirst()) !== undefined
}

export const purgeStatus = batchJob<RemovedStatus>(
  'purgeStatus',
  {
    payload: z.object({ status_id: z.number(), uri: z.string() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 2,
    inOrder: ({ uri }) => objectJobsKey(uri),
  },
  async (tx, removed) =>
    (await exists(tx, removed.status_id)) || (await purgeDependents(tx, removed, BATCH)) ? undefined : removed,
)
