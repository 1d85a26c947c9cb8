/** A thread of one community becomes part of another, as when a forum moves a topic to another category. */
import { z } from 'zod'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'

/** Posts per transaction. A topic may have thousands. */
const BATCH = 500

interface ThreadMove {
  conversation_id: Id
  from_id: Id
  to_id: Id
}

/** @param topic any post of the thread, as it is stored; without a community, nothing is moved */
export async function moveThread(tx: Tx, topic: Status, target: Pick<Account, 'id'>): Promise<void> {
  const { conversation_id, community_id: from_id } = topic
  if (from_id === null || from_id === target.id) return
  const move = { conversation_id, from_id, to_id: target.id }
  if (await moveBatch(tx, move)) await tx.enqueue(moveRestOfThread, move)
}

/** @returns whether there may be more */
async function moveBatch(tx: Tx, { conversation_id, from_id, to_id }: ThreadMove): Promise<boolean> {
  const members = tx.db
    .selectFrom('statuses')
    .select('id')
    .where('conversation_id', '=', conversation_id)
    .where('community_id', '=', from_id)
    .limit(BATCH)
  const moved = await tx.db
    .updateTable('statuses')
    .set((set) => ({ community_id: to_id, revision: set('revision', '+', 1) }))
    .where('id', 'in', members)
    .returning('id')
    .execute()
  return moved.length === BATCH
}

/** Moves the remaining posts in batches. */
export const moveRestOfThread = batchJob<ThreadMove>(
  'moveRestOfThread',
  {
    payload: z.object({ conversation_id: z.number(), from_id: z.number(), to_id: z.number() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, rest) => ((await moveBatch(tx, rest)) ? rest : undefined),
)
