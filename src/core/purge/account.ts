/** Removes everything that a deleted account left behind, in batches, so that no transaction is long. */
import { z } from 'zod'
import type { Database } from '../../db/tables/index.ts'
import { doubling, type Job } from '../../jobs/job.ts'
import { HOUR, SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { findAccount } from '../accounts/find.ts'
import type { App, Reaction, Tx } from '../app.ts'
import { batchJob } from '../batch-job.ts'
import { forgetDroppedOf } from '../dropped/forget.ts'
import { removeUploadsOf } from '../media/uploads/remove.ts'
import { objectJobsKey } from '../object-jobs.ts'
import { isDeleted } from '../policy/active.ts'
import { isCommunity } from '../policy/community.ts'
import { rememberRejection } from '../relationships/ended-follows.ts'
import { removeEdges } from '../relationships/remove-edges.ts'
import { removeReportsAbout } from '../reports/store.ts'
import { removeStatus } from '../statuses/delete.ts'

/** Rows per transaction. */
const BATCH = 50
/** Fewer, because a status has many rows itself. */
const STATUS_BATCH = 10

/** account.deleted: starts the purge. It waits until the deliveries of the Delete are written. */
export const startPurge: Reaction<'account.deleted'> = async (tx, { account_id }) => {
  const account = await findAccount(tx, account_id)
  if (account) await tx.enqueue(purgeAccount, { account_id, uri: account.uri, step: 0 })
}

/** Removes one batch. @returns whether there may be more */
type Step = (tx: Tx, accountId: Id, uri: string) => Promise<boolean>

interface Purge {
  account_id: Id
  uri: string
  /** The index of the step to continue with. */
  step: number
  /** Whether this is the second time. */
  isRepeated?: boolean | undefined
}

/**
 * A purge is done twice. What the account had sent or its owner had asked for when it was deleted may be stored after
 * the first time, and nothing that takes longer is.
 */
const REPEAT_AFTER_MS = HOUR

export const purgeAccount: Job<Purge, App> = batchJob<Purge>(
  'purgeAccount',
  {
    payload: z.object({
      account_id: z.number(),
      uri: z.string().default(''),
      step: z.number().default(0),
      isRepeated: z.boolean().optional(),
    }),
    attempts: 10,
    backoff: doubling(30 * SECOND, { max: HOUR, jitter: 0.2 }),
    concurrency: 1,
    inOrder: ({ uri }) => objectJobsKey(uri),
  },
  async (tx, purge) => {
    const account = await findAccount(tx, purge.account_id)
    // It may have been restored at its origin.
    if (!account || !isDeleted(account)) return undefined
    if (await steps[purge.step]?.(tx, purge.account_id, purge.uri)) return purge
    const step = purge.step + 1
    if (step < steps.length) return { ...purge, step }
    if (!purge.isRepeated)
      await tx.enqueue(purgeAccount, { ...purge, step: 0, isRepeated: true }, { after: REPEAT_AFTER_MS })
    return undefined
  },
)

/**
 * Those of a local account leave tombstones (C8). No Delete is sent for each status, because the Delete of the actor
 * covers them.
 */
const removeStatuses: Step = async (tx, accountId) => {
  const statuses = await tx.db
    .selectFrom('statuses')
    .selectAll()
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(STATUS_BATCH)
    .execute()
  for (const status of statuses) await removeStatus(tx, status, { via: 'local', isConsequence: true })
  return statuses.length === STATUS_BATCH
}

const removeFavourites: Step = async (tx, accountId) => {
  const favourites = await tx.db
    .selectFrom('favourites')
    .select(['id', 'status_id'])
    .where('account_id', '=', accountId)
    .orderBy('id')
    .limit(BATCH)
    .execute()
  if (favourites.length === 0) return false
  await deleteRows(tx, 'favourites', favourites)
  await tx.db
    .updateTable('statuses')
    .set((set) => ({ favourites_count: set('favourites_count', '-', 1), revision: set('revision', '+', 1) }))
    .where(
      'id',
      'in',
      favourites.map((row) => row.status_id),
    )
    .execute()
  return favourites.length === BATCH
}

function removeFollows(from: 'account_id' | 'target_id', table: 'follows' | 'follow_requests'): Step {
  return async (tx, accountId) => {
    const rows = await tx.db
      .selectFrom(table as 'follows')
      .select(['account_id', 'target_id'])
      .where(from, '=', accountId)
      .orderBy('id')
      .limit(BATCH)
      .execute()
    for (const row of rows) await removeFollow(tx, row)
    return rows.length === BATCH
  }
}

/** A community may come back, and its followers with it. */
async function removeFollow(tx: Tx, { account_id, target_id }: { account_id: Id; target_id: Id }): Promise<void> {
  const edge = await removeEdges(tx, { id: account_id }, { id: target_id })
  const target = edge && (await findAccount(tx, target_id))
  const follower = target && isCommunity(target) && (await findAccount(tx, account_id))
  if (edge && target && follower) await rememberRejection(tx, follower, target, edge)
}

type Owned =
  | 'deleted_messages'
  | 'bookmarks'
  | 'pins'
  | 'refusals'
  | 'blocks'
  | 'mutes'
  | 'notifications'
  | 'community_moderators'
  | 'community_bans'
  | 'community_removals'
type Owner = 'account_id' | 'target_id' | 'from_account_id' | 'community_id' | 'reader_id'

function removeRows(table: Owned, column: Owner): Step {
  return async (tx, accountId) => {
    // These tables share the columns; the query builder cannot handle a union of tables.
    const rows = await tx.db
      .selectFrom(table as 'blocks')
      .select('id')
      .where(column as 'account_id', '=', accountId)
      .limit(BATCH)
      .execute()
    if (rows.length > 0) await deleteRows(tx, table, rows)
    return rows.length === BATCH
  }
}

async function deleteRows(tx: Tx, table: keyof Database, rows: { id: Id }[]): Promise<void> {
  const ids = rows.map((row) => row.id)
  await tx.db
    .deleteFrom(table as 'blocks')
    .where('id', 'in', ids)
    .execute()
}

/** Posts that were dropped from the cache. They leave no tombstones: nothing of a deleted account is stored again. */
const forgetDroppedStatuses = async (tx: Tx, _: Id, uri: string) => (await forgetDroppedOf(tx, uri)) > 0

/** These tables hold few rows per account, so one statement removes them. */
const removeHomeAndKeys: Step = async (tx, accountId) => {
  await tx.db.deleteFrom('home_entries').where('account_id', '=', accountId).execute()
  await tx.db.deleteFrom('idempotency_keys').where('account_id', '=', accountId).execute()
  await tx.db.deleteFrom('moves').where('account_id', '=', accountId).execute()
  await removeReportsAbout(tx, { id: accountId })
  return false
}

const steps: readonly Step[] = [
  removeFollows('account_id', 'follows'),
  removeFollows('target_id', 'follows'),
  removeFollows('account_id', 'follow_requests'),
  removeFollows('target_id', 'follow_requests'),
  removeHomeAndKeys,
  removeRows('notifications', 'account_id'),
  removeRows('notifications', 'from_account_id'),
  removeStatuses,
  removeRows('deleted_messages', 'account_id'),
  removeRows('deleted_messages', 'reader_id'),
  removeUploadsOf,
  removeFavourites,
  removeRows('refusals', 'account_id'),
  removeRows('bookmarks', 'account_id'),
  removeRows('pins', 'account_id'),
  removeRows('blocks', 'account_id'),
  removeRows('blocks', 'target_id'),
  removeRows('mutes', 'account_id'),
  removeRows('mutes', 'target_id'),
  removeRows('community_moderators', 'account_id'),
  removeRows('community_moderators', 'community_id'),
  removeRows('community_bans', 'account_id'),
  removeRows('community_bans', 'community_id'),
  removeRows('community_removals', 'community_id'),
  forgetDroppedStatuses,
]
