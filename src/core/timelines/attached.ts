import type { Id } from '../../lib/ids.ts'
import type { Reaction, Tx } from '../app.ts'
import { addToTimelines } from './add.ts'
import { isPublicEntry, storePublicEntry } from './public-entry.ts'

/**
 * replies.attached: adds replies to the timelines in which they belong now that their parent is known: replies to their
 * own author, or to an account that the owner of a home follows.
 */
export const addAttachedToTimelines: Reaction<'replies.attached'> = async (tx, { status_ids, via }) => {
  for (const status of await findShown(tx, status_ids)) {
    if (isPublicEntry(tx, status)) await storePublicEntry(tx, status)
    await addToTimelines(tx, { status_id: status.id, boost_of_id: null, via })
  }
}

/** Those that continue a thread of their author, or whose author has a follower here. */
async function findShown(tx: Tx, ids: readonly Id[]) {
  if (ids.length === 0) return []
  return await tx.db
    .selectFrom('statuses as s')
    .selectAll('s')
    .where('s.id', 'in', ids)
    .where((where) =>
      where.or([
        where('s.in_reply_to_account_id', '=', where.ref('s.account_id')),
        where.exists(where.selectFrom('follows as f').select('f.id').whereRef('f.target_id', '=', 's.account_id')),
      ]),
    )
    .orderBy('s.id')
    .execute()
}
