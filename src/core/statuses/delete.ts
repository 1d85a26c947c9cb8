/** Deletes statuses. The row is deleted at once and leaves a tombstone (C8); dependent rows are removed in batches. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { addToCount, countReply, countStatus } from '../counts/statuses.ts'
import type { Via } from '../events.ts'
import { lockObject } from '../lock-object.ts'
import { detachUploads } from '../media/uploads/detach.ts'
import { hasObjectJobs } from '../object-jobs.ts'
import { removePublicEntry } from '../timelines/public-entry.ts'
import { purgeDependents, purgeStatus } from '../tombstones/purge.ts'
import { createTombstone } from '../tombstones/tombstone.ts'
import { requireOwn } from './require.ts'

/** Dependent rows that are removed with the status. A job removes the others. */
const PURGED_INLINE = 100

/**
 * Deletes a status of the actor.
 * @param options.keepsMedia whether its uploads stay for a day, to be attached to another post
 * @returns the deleted row with the source text, so that a client can "delete and redraft"
 * @throws NotFound if the status does not exist or is not the actor's
 */
export async function deleteStatus(
  app: App,
  actor: Account,
  id: Id,
  { keepsMedia = false }: { keepsMedia?: boolean } = {},
): Promise<Status> {
  return app.transaction(async (tx) => {
    const status = await requireOwn(tx, actor, id)
    await removeStatus(tx, status, { via: 'local', keepsMedia })
    return status
  })
}

/**
 * Removes a status or undoes a boost, whether its author, a moderator or its server decided it. The event is emitted
 * first, while its rows can still be read.
 * @param options.isConsequence see the event
 * @param options.keepsMedia see `deleteStatus`
 */
export async function removeStatus(
  tx: Tx,
  { id, uri }: Pick<Status, 'id' | 'uri'>,
  { keepsMedia = false, ...from }: { via: Via; isConsequence?: boolean; keepsMedia?: boolean },
): Promise<void> {
  await lockObject(tx, uri)
  const status = await lockRow(tx, id)
  if (!status) return
  await tx.emit('status.deleted', { status_id: status.id, ...from })
  await tx.db.deleteFrom('statuses').where('id', '=', status.id).execute()
  await removePublicEntry(tx, status.id)
  await countStatus(tx, status, -1)
  await countReply(tx, status, -1)
  if (status.boost_of_id !== null) {
    // An Announce leaves no tombstone, because some servers reuse its id for the next boost (C11).
    await addToCount(tx, status.boost_of_id, 'boosts_count', -1)
    return
  }
  // Nothing of a deleted remote account is stored, and if it comes back, its origin decides about each post (C8).
  if (status.local || !from.isConsequence) await createTombstone(tx, status)
  if (status.local) await detachUploads(tx, status.id, { keeps: keepsMedia })
  const about = { status_id: status.id, uri: status.uri }
  // The rows of its interactions say which servers are told of the deletion.
  if ((await hasObjectJobs(tx, status.uri)) || !(await purgeDependents(tx, about, PURGED_INLINE)))
    await tx.enqueue(purgeStatus, about)
}

/**
 * The row as it is now: its parent may have arrived since it was read. A transaction that adds something to it
 * holds the row as well, so the removal sees all that is to be removed.
 */
async function lockRow(tx: Tx, id: Id): Promise<Status | undefined> {
  return await tx.db
    .updateTable('statuses')
    .set((set) => ({ revision: set('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}
