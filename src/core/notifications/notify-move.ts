/** Tells the followers here of an account that has moved. There may be very many, so a job does it in batches. */
import { z } from 'zod'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reaction, Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { findMove } from '../moves/find.ts'
import { findBlocked } from '../policy/blocks.ts'
import { notify } from './notify.ts'

/** Followers per transaction. */
const BATCH = 100

interface MoveNotice {
  account_id: Id
  target_id: Id
  /** The last follow that is done. */
  after: Id
}

/** account.moved */
export const notifyMove: Reaction<'account.moved'> = (tx, { account_id, target_id }) =>
  tx.enqueue(notifyFollowersOfMove, { account_id, target_id, after: 0 })

export const notifyFollowersOfMove = batchJob<MoveNotice>(
  'notifyFollowersOfMove',
  {
    payload: z.object({ account_id: z.number(), target_id: z.number(), after: z.number() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, notice) => {
    // It may have moved back meanwhile.
    if ((await findMove(tx, notice.account_id))?.target_id !== notice.target_id) return undefined
    const followers = await followersAfter(tx, notice)
    const ids = followers.map((row) => row.account_id)
    const blocked = await findBlocked(tx, notice.target_id, ids)
    const told = ids.filter((id) => !blocked.has(id))
    await notify(tx, told, { type: 'move', from: notice.account_id, statusId: null, via: 'delivery' })
    const last = followers.at(-1)
    return last && followers.length === BATCH ? { ...notice, after: last.id } : undefined
  },
)

function followersAfter(tx: Tx, { account_id, after }: MoveNotice): Promise<{ id: Id; account_id: Id }[]> {
  return tx.db
    .selectFrom('follows')
    .select(['id', 'account_id'])
    .where('target_id', '=', account_id)
    .where('id', '>', after)
    .orderBy('id')
    .limit(BATCH)
    .execute()
}
