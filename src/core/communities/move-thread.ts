/**
 * A thread becomes part of a community: that of another one, as when a forum moves a topic to another category, or one
 * whose community was unknown here.
 */
import { z } from 'zod'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { isOpen, isOpenSql } from '../policy/open.ts'
import { isReply } from '../policy/replies.ts'
import { selectWithReplies } from '../threads/below.ts'

/** Posts per transaction. A topic may have thousands. */
const BATCH = 500

interface ThreadMove {
  topic_id: Id
  conversation_id: Id
  /** Null if the thread had no community. */
  from_id: Id | null
  to_id: Id
}

/** @param topic any post of the thread, as it is stored; without a community, nothing is moved */
export async function moveThread(tx: Tx, topic: Status, target: Pick<Account, 'id'>): Promise<void> {
  const { id: topic_id, conversation_id, community_id: from_id } = topic
  if (from_id === null || from_id === target.id) return
  await move(tx, { topic_id, conversation_id, from_id, to_id: target.id })
}

/**
 * @param topic as it is stored. Only an open post that starts a thread without a community brings that into one: itself,
 *   and what is below it
 */
export async function joinThread(tx: Tx, topic: Status, communityId: Id): Promise<void> {
  const { id: topic_id, conversation_id, community_id: from_id } = topic
  if (from_id !== null || isReply(topic) || !isOpen(topic)) return
  await move(tx, { topic_id, conversation_id, from_id, to_id: communityId })
}

async function move(tx: Tx, thread: ThreadMove): Promise<void> {
  if (await moveBatch(tx, thread)) await tx.enqueue(moveRestOfThread, thread)
}

/** @returns whether there may be more */
async function moveBatch(tx: Tx, { topic_id, conversation_id, from_id, to_id }: ThreadMove): Promise<boolean> {
  const posts = tx.db.selectFrom('statuses').select('id')
  // What a moderator has removed already stays outside.
  const removed = tx.db.selectFrom('community_removals').select('post_uri').where('community_id', '=', to_id)
  const members =
    from_id === null
      ? posts
          .where('id', 'in', selectWithReplies(tx.db, [topic_id]))
          .where('community_id', 'is', null)
          .where(isOpenSql('statuses'))
          .where('uri', 'not in', removed)
      : posts.where('conversation_id', '=', conversation_id).where('community_id', '=', from_id)
  const moved = await tx.db
    .updateTable('statuses')
    .set((set) => ({ community_id: to_id, revision: set('revision', '+', 1) }))
    .where('id', 'in', members.limit(BATCH))
    .returning('id')
    .execute()
  return moved.length === BATCH
}

/** Moves the remaining posts in batches. */
export const moveRestOfThread = batchJob<ThreadMove>(
  'moveRestOfThread',
  {
    payload: z.object({
      topic_id: z.number(),
      conversation_id: z.number(),
      from_id: z.number().nullable(),
      to_id: z.number(),
    }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, rest) => ((await moveBatch(tx, rest)) ? rest : undefined),
)
