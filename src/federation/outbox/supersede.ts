/**
 * For each inbox, only the latest state of an object waits (C23). An Update replaces an older unsent Update, and is
 * skipped where the Create waits untried, since that carries the new state (`send.ts`). A Delete or
 * Undo removes everything unsent about its object. If the object was never sent, the two cancel each other, and what was
 * sent before, such as an earlier Undo, stays as it was. The backlog of a dead host therefore grows with the number of
 * objects, not with their edits.
 */
import type { Tx } from '../../core/app.ts'
import type { Effect } from '../../db/tables/outbox.ts'
import { WAITING_FOR_HOST } from '../../delivery/deliver.ts'
import type { Destination } from './recipients.ts'
import { type EffectOf, loadEffects, orderKey, WAITING, type Waiting, waitingDeliveries } from './waiting-deliveries.ts'

const KEYS_PER_QUERY = 1_000

/**
 * Drops the unsent deliveries that the new activity replaces.
 * @returns the destinations that need the new activity
 */
export async function dropSuperseded(
  tx: Tx,
  { about, effect }: { about: string; effect: Effect },
  list: readonly Destination[],
): Promise<readonly Destination[]> {
  const removes = effect === 'remove'
  if (!removes && effect !== 'update') return list
  const effectOf = await loadEffects(tx, about)
  if (!effectOf) return list
  const needless = new Set<string | null>()
  for (let from = 0; from < list.length; from += KEYS_PER_QUERY) {
    const keys = list.slice(from, from + KEYS_PER_QUERY).map(({ inbox }) => orderKey({ inbox, about }))
    const waiting = await waitingDeliveries(tx, keys)
    const creates = removes ? await cancel(tx, waiting, effectOf) : await replaceUpdates(tx, waiting, effectOf)
    for (const { order_key } of creates) needless.add(order_key)
  }
  return needless.size === 0 ? list : list.filter(({ inbox }) => !needless.has(orderKey({ inbox, about })))
}

/** @returns the untried creations that a Delete or Undo cancels, which is then needless as well */
async function cancel(tx: Tx, waiting: readonly Waiting[], effectOf: EffectOf): Promise<Waiting[]> {
  const useless = byInbox(waiting).flatMap((rows) => removedFrom(rows, effectOf))
  const first = byInbox(await dropJobs(tx, useless)).flatMap((rows) => rows.slice(0, 1))
  return first.filter((row) => isUnsentCreate(row, effectOf))
}

/** @returns the untried Creates, which carry what an Update says */
async function replaceUpdates(tx: Tx, waiting: readonly Waiting[], effectOf: EffectOf): Promise<Waiting[]> {
  await dropJobs(
    tx,
    waiting.filter((row) => effectOf(row) === 'update'),
  )
  const creates = await holdJobs(
    tx,
    waiting.filter((row) => effectOf(row) === 'create'),
  )
  return creates.filter(isUntried)
}

function byInbox(rows: readonly Waiting[]): Waiting[][] {
  return [...Map.groupBy(rows, (row) => row.order_key).values()]
}

/**
 * What a Delete or Undo removes from the waiting deliveries to one inbox: from the last creation on, if that was never
 * tried, and otherwise all. An Undo that waits before such a creation is still needed, as it names an earlier activity.
 */
function removedFrom(rows: Waiting[], effectOf: EffectOf): Waiting[] {
  const last = rows.findLastIndex((row) => effectOf(row) === 'create')
  const row = rows[last]
  return row && isUnsentCreate(row, effectOf) ? rows.slice(last) : rows
}

function isUnsentCreate(row: Waiting, effectOf: EffectOf): boolean {
  return effectOf(row) === 'create' && isUntried(row)
}

/**
 * Deletes jobs, except those that another worker has leased meanwhile.
 * @returns the deleted jobs, oldest first
 */
async function dropJobs(tx: Tx, rows: readonly Waiting[]): Promise<Waiting[]> {
  if (rows.length === 0) return []
  const dropped = await tx.db
    .deleteFrom('jobs')
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .where('leased_by', 'is', null)
    .returning(WAITING)
    .execute()
  return dropped.sort((a, b) => a.id - b.id)
}

/**
 * Keeps jobs from being leased until this transaction ends.
 * @returns those that no worker has leased meanwhile
 */
async function holdJobs(tx: Tx, rows: readonly Waiting[]): Promise<Waiting[]> {
  if (rows.length === 0) return []
  return tx.db
    .updateTable('jobs')
    .set({ leased_by: null })
    .where(
      'id',
      'in',
      rows.map((row) => row.id),
    )
    .where('leased_by', 'is', null)
    .returning(WAITING)
    .execute()
}

/** Whether nothing was ever sent for this job. A failed attempt may have arrived nevertheless, so it counts as sent. */
function isUntried({ attempts, last_error }: Waiting): boolean {
  return attempts === 0 && (last_error === null || last_error === WAITING_FOR_HOST)
}
