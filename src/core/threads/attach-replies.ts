/** Attaches replies to a parent that arrives after them. */
import { z } from 'zod'
import type { Status } from '../../db/tables/statuses.ts'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { addToCount } from '../counts/statuses.ts'
import { lockObject } from '../lock-object.ts'
import { isOpen, isOpenSql } from '../policy/open.ts'
import { selectWithReplies } from './below.ts'

export type WaitingReply = Pick<Status, 'id' | 'conversation_id'>

const PARENT = ['id', 'uri', 'account_id', 'conversation_id', 'community_id', 'replies_count', 'revision'] as const
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
  const counted = await attach(tx, parent, parent.uri, waitingReplies)
  if (waitingReplies.length > 0 && (await findWaiting(tx, parent.uri, 1)).length > 0)
    await tx.enqueue(attachWaitingReplies, { status_id: parent.id })
  return { ...parent, replies_count: parent.replies_count + counted, revision: parent.revision + (counted > 0 ? 1 : 0) }
}

/**
 * Attaches the replies that wait for a stored status under one of its addresses: its id, that of its page, or that of a
 * boost of it.
 */
export async function attachWaiting(tx: Tx, { id, uri }: Pick<Status, 'id' | 'uri'>, address = uri): Promise<void> {
  if (await attachBatch(tx, id, address)) await tx.enqueue(attachWaitingReplies, { status_id: id, address })
}

/** @param address what the replies give for their parent. @returns how many of them count */
async function attach(tx: Tx, parent: Parent, address: string, waiting: readonly WaitingReply[]): Promise<number> {
  if (waiting.length === 0) return 0
  const attached = await setParent(tx, parent, address, waiting)
  await joinConversations(tx, parent, attached)
  const removed = await joinCommunity(tx, parent, attached)
  const counted = attached.filter((one) => isOpen(one) && !one.reply_rejected && !removed.has(one.id)).length
  if (counted > 0) await addToCount(tx, parent.id, 'replies_count', counted)
  await tx.emit('replies.attached', { status_ids: attached.map(({ id }) => id), via: 'fetch' })
  return counted
}

/** @returns the replies as they are now: some may have been edited or deleted since they were found */
async function setParent(tx: Tx, parent: Parent, address: string, waiting: readonly WaitingReply[]) {
  return await tx.db
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
      waiting.map((reply) => reply.id),
    )
    .where('in_reply_to_uri', '=', address)
    .returning(['id', 'conversation_id', 'visibility', 'reply_rejected'])
    .execute()
}

/**
 * Moves the conversations of the replies into the parent's, up to a batch. A larger tree keeps its own conversation.
 */
async function joinConversations(tx: Tx, parent: Parent, replies: readonly WaitingReply[]): Promise<void> {
  const others = new Set(replies.map((reply) => reply.conversation_id))
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

/**
 * The replies, and what is below them, are the community's as well, up to a batch. What is above the parent is not: a reply
 * cannot bring the thread of another author into a community.
 * @returns those replies that a moderator has removed already
 */
async function joinCommunity(tx: Tx, { community_id }: Parent, replies: readonly { id: Id }[]): Promise<Set<Id>> {
  if (community_id === null || replies.length === 0) return new Set()
  const below = selectWithReplies(
    tx.db,
    replies.map(({ id }) => id),
  )
  const joined = await tx.db
    .updateTable('statuses')
    .set({ community_id })
    .where('id', 'in', below.limit(BATCH))
    // Whatever community they named while their parent was unknown.
    .where((where) => where.or([where('community_id', 'is', null), where('community_id', '!=', community_id)]))
    .where(isOpenSql('statuses'))
    .returning('id')
    .execute()
  return removeRemoved(
    tx,
    community_id,
    joined.map(({ id }) => id),
  )
}

async function removeRemoved(tx: Tx, communityId: Id, joined: readonly Id[]): Promise<Set<Id>> {
  if (joined.length === 0) return new Set()
  const uris = tx.db.selectFrom('community_removals').select('post_uri').where('community_id', '=', communityId)
  const removed = await tx.db
    .updateTable('statuses')
    .set({ reply_rejected: true })
    .where('id', 'in', joined)
    .where('uri', 'in', uris)
    .where('reply_rejected', '=', false)
    .where((where) => where.or([where('in_reply_to_id', 'is not', null), where('in_reply_to_uri', 'is not', null)]))
    .returning('id')
    .execute()
  return new Set(removed.map(({ id }) => id))
}

async function findWaiting(tx: Tx, address: string, limit: number): Promise<WaitingReply[]> {
  return await tx.db
    .selectFrom('statuses')
    .select(['id', 'conversation_id'])
    .where('in_reply_to_uri', '=', address)
    .limit(limit)
    .execute()
}

/** @returns whether there may be more */
async function attachBatch(tx: Tx, parentId: Id, address: string): Promise<boolean> {
  const found = await findParent(tx, parentId)
  if (!found) return false
  await lockObject(tx, found.uri)
  // It may have been deleted before it was locked.
  const parent = await findParent(tx, parentId)
  const waiting = parent ? await findWaiting(tx, address, BATCH) : []
  if (parent) await attach(tx, parent, address, waiting)
  return waiting.length === BATCH
}

async function findParent(tx: Tx, id: Id): Promise<Parent | undefined> {
  return await tx.db.selectFrom('statuses').select(PARENT).where('id', '=', id).executeTakeFirst()
}

/** Attaches the remaining replies in batches. */
export const attachWaitingReplies = batchJob<{ status_id: Id; address?: string | undefined }>(
  'attachWaitingReplies',
  {
    payload: z.object({ status_id: z.number(), address: z.string().optional() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, rest) => {
    const address = rest.address ?? (await findParent(tx, rest.status_id))?.uri
    return address !== undefined && (await attachBatch(tx, rest.status_id, address)) ? rest : undefined
  },
)
