/** Reactions that remove statuses from home timelines. */
import { z } from 'zod'
import { doubling } from '../../jobs/job.ts'
import { MINUTE, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reaction, Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { REMOVED_PER_BATCH } from './limits.ts'
import { showRepeats, showRepeatsOf } from './repeats.ts'

/** status.deleted: removes it from every home, the first ones now and the others in a job. Nobody sees it meanwhile. */
export const removeFromTimelines: Reaction<'status.deleted'> = async (tx, { status_id }) => {
  if (await removeBatch(tx, status_id)) await tx.enqueue(removeFromHomes, { status_id })
}

export const removeFromHomes = batchJob<{ status_id: Id }>(
  'removeFromHomes',
  {
    payload: z.object({ status_id: z.number() }),
    attempts: 10,
    backoff: doubling(5 * SECOND, { max: 10 * MINUTE, jitter: 0.2 }),
    concurrency: 1,
  },
  async (tx, { status_id }) => ((await removeBatch(tx, status_id)) ? { status_id } : undefined),
)

/** @returns whether there may be more */
async function removeBatch(tx: Tx, statusId: Id): Promise<boolean> {
  const entries = tx.db.selectFrom('home_entries').select('account_id').where('status_id', '=', statusId)
  const removed = await tx.db
    .deleteFrom('home_entries')
    .where('status_id', '=', statusId)
    .where('account_id', 'in', entries.limit(REMOVED_PER_BATCH))
    .returning(['account_id', 'boost_of_id', 'repeat_of'])
    .execute()
  const original = removed[0]?.boost_of_id ?? null
  const owners = removed.flatMap(({ account_id, repeat_of }) => (repeat_of === null ? account_id : []))
  // The boosts of a deleted post go with it.
  if (original !== null) await showRepeatsOf(tx, original, owners)
  return removed.length >= REMOVED_PER_BATCH
}

/** account.unfollowed, follow.rejected: removes the target's statuses from the former follower's home. */
export const dropFollowedFromHome: Reaction<'account.unfollowed' | 'follow.rejected'> = (
  tx,
  { account_id, target_id },
) => dropFrom(tx, account_id, target_id, [dropAuthor])

/** account.muted: removes the account's statuses and boosts of them. */
export const dropMutedFromHome: Reaction<'account.muted'> = async (tx, { account_id, target_id }) => {
  await dropFrom(tx, account_id, target_id, [dropAuthor, dropBoostsOf])
}

/** account.blocked: removes each account's statuses from the other's home. */
export const dropBlockedFromHome: Reaction<'account.blocked'> = async (tx, { block_id }) => {
  const block = await tx.db
    .selectFrom('blocks')
    .select(['account_id', 'target_id'])
    .where('id', '=', block_id)
    .executeTakeFirst()
  if (!block) return
  for (const [owner, other] of [
    [block.account_id, block.target_id],
    [block.target_id, block.account_id],
  ] as const)
    await dropFrom(tx, owner, other, [dropAuthor, dropBoostsOf])
}

type Drop = (tx: Tx, ownerId: Id, authorId: Id) => Promise<void>

async function dropFrom(tx: Tx, ownerId: Id, authorId: Id, drops: readonly Drop[]): Promise<void> {
  for (const drop of drops) await drop(tx, ownerId, authorId)
  await showRepeats(tx, ownerId)
}

async function dropAuthor(tx: Tx, ownerId: Id, authorId: Id): Promise<void> {
  await tx.db.deleteFrom('home_entries').where('account_id', '=', ownerId).where('author_id', '=', authorId).execute()
}

/** A home is short, so searching all of it costs little. */
async function dropBoostsOf(tx: Tx, ownerId: Id, authorId: Id): Promise<void> {
  const boosts = tx.db
    .selectFrom('home_entries as h')
    .innerJoin('statuses as s', 's.id', 'h.status_id')
    .innerJoin('statuses as original', 'original.id', 's.boost_of_id')
    .select('h.status_id')
    .where('h.account_id', '=', ownerId)
    .where('original.account_id', '=', authorId)
  await tx.db.deleteFrom('home_entries').where('account_id', '=', ownerId).where('status_id', 'in', boosts).execute()
}
