/**
 * For each inbox, only the latest state of an object waits (C23). An Update replaces an older unsent Update. A Delete or
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
  const neverInformed = new Set<string>()
  for (let from = 0; from < list.length; from += KEYS_PER_QUERY) {
    const keys = list.slice(from, from + KEYS_PER_QUERY).map(({ inbox }) => orderKey({ inbox, about }))
    const waiting = await waitingDeliveries(tx, keys)
    const useless = removes
      ? [...Map.groupBy(waiting, (row) => row.order_key).values()].flatMap((rows) => removedFrom(rows, effectOf))
      : waiting.filter((row) => effectOf(row) === 'update')
    const dropped = await dropJobs(tx, useless)
    for (const [key, [first]] of Map.groupBy(dropped, (row) => row.order_key))
      if (removes && key && first && isUnsentCreate(first, effectOf)) neverInformed.add(key)
  }
  return neverInformed.size === 0 ? list : list.filter(({ inbox }) => !neverInformed.has(orderKey({ inbox, about })))
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

/** Whether nothing was ever sent for this job. A failed attempt may have arrived nevertheless, so it counts as sent. */
function isUntried({ attempts, last_error }: Waiting): boolean {
  return attempts === 0 && (last_error === null || last_error === WAITING_FOR_HOST)
}
