/** Attaches replies to a parent that arrives after them. */
import { z } from 'zod'
import type { Status } from '../../db/tables/statuses.ts'
import type { Visibility } from '../../db/tables/visibility.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { addToCount } from '../counts/statuses.ts'
import { isOpen } from '../policy/open.ts'

export interface WaitingReply {
  id: Id
  conversation_id: Id
  visibility: Visibility
}

const PARENT = ['id', 'uri', 'account_id', 'conversation_id', 'replies_count', 'revision'] as const
type Parent = Pick<Status, (typeof PARENT)[number]>

/** Replies per transaction, because very many may wait for the same parent (case 70). */
const BATCH = 500

/**
 * Sets the parent of the waiting replies and counts them.
 * @param waitingReplies the replies found so far. If there are more, a job continues
 */
export async function attachReplies<P extends Parent>(
  tx: Tx,
  parent: P,
  waitingReplies: readonly WaitingReply[],
): Promise<P> {
  const counted = await attach(tx, parent, waitingReplies)
  if (waitingReplies.length > 0 && (await stillWaiting(tx, parent.uri)))
    await tx.enqueue(attachWaitingReplies, { status_id: parent.id })
  return { ...parent, replies_count: parent.replies_count + counted, revision: parent.revision + (counted > 0 ? 1 : 0) }
}

/** @returns how many of the replies count */
async function attach(tx: Tx, parent: Parent, replies: readonly WaitingReply[]): Promise<number> {
  if (replies.length === 0) return 0
  await tx.db
    .updateTable('statuses')
    .set((set) => ({
      in_reply_to_id: parent.id,
      in_reply_to_account_id: parent.account_id,
      in_reply_to_uri: null,
      revision: set('revision', '+', 1),
    }))
    .where(
      'id',
      'in',
      replies.map((reply) => reply.id),
    )
    .execute()
  await joinConversations(tx, parent, replies)
  const counted = replies.filter(isOpen).length
  if (counted > 0) await addToCount(tx, parent.id, 'replies_count', counted)
  return counted
}

/**
 * Moves the conversations of the replies into the parent's, up to a batch. A larger tree keeps its own conversation.
 */
async function joinConversations(tx: Tx, parent: Parent, waitingReplies: readonly WaitingReply[]): Promise<void> {
  const others = new Set(waitingReplies.map((reply) => reply.conversation_id))
  others.delete(parent.conversation_id)
  if (others.size === 0) return
  const members = tx.db
    .selectFrom('statuses')
    .select('id')
    .where('conversation_id', 'in', [...others])
    .limit(BATCH)
  await tx.db
    .updateTable('statuses')
    .set({ conversation_id: parent.conversation_id })
    .where('id', 'in', members)
    .execute()
}

async function stillWaiting(tx: Tx, uri: string): Promise<boolean> {
  return (await waiting(tx, uri, 1)).length > 0
}

async function waiting(tx: Tx, uri: string, limit: number): Promise<WaitingReply[]> {
  return await tx.db
    .selectFrom('statuses')
    .select(['id', 'conversation_id', 'visibility'])
    .where('in_reply_to_uri', '=', uri)
    .limit(limit)
    .execute()
}

/** Attaches the remaining replies in batches. */
export const attachWaitingReplies = batchJob<{ status_id: Id }>(
  'attachWaitingReplies',
  {
    payload: z.object({ status_id: z.number() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, { status_id }) => {
    const parent = await tx.db.selectFrom('statuses').select(PARENT).where('id', '=', status_id).executeTakeFirst()
    const replies = parent ? await waiting(tx, parent.uri, BATCH) : []
    if (parent) await attach(tx, parent, replies)
    return replies.length < BATCH ? undefined : { status_id }
  },
)
