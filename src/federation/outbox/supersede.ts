/**
 * For each inbox, only the latest state of an object waits (C23). An Update replaces an older unsent Update. A Delete
 * or Undo removes everything unsent about its object, and is itself skipped for inboxes that never received the object.
 * The backlog of a dead host therefore grows with the number of objects, not with their edits.
 */
import type { Tx } from '../../core/app.ts'
import type { JobRow } from '../../db/tables/jobs.ts'
import type { Effect } from '../../db/tables/outbox.ts'
import { WAITING_FOR_HOST } from '../../delivery/deliver.ts'
import type { Id } from '../../lib/ids.ts'
import { deliver } from './deliver.ts'
import type { Destination } from './recipients.ts'

const KEYS_PER_QUERY = 1_000

type Waiting = Pick<JobRow, 'id' | 'order_key' | 'attempts' | 'last_error' | 'payload'>

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
  const effects = await effectsSent(tx, about)
  if (effects.size === 0) return list
  const effectOf = (row: Waiting) => effects.get((row.payload as { outbox_id: Id }).outbox_id)
  const neverInformed = new Set<string>()
  for (let from = 0; from < list.length; from += KEYS_PER_QUERY) {
    const keys = list.slice(from, from + KEYS_PER_QUERY).map(({ inbox }) => orderKey(inbox, about))
    const waiting = await waitingJobs(tx, keys)
    const dropped = await dropJobs(tx, removes ? waiting : waiting.filter((row) => effectOf(row) === 'update'))
    for (const [key, [first]] of Map.groupBy(dropped, (row) => row.order_key))
      if (removes && key && first && effectOf(first) === 'create' && isUntried(first)) neverInformed.add(key)
  }
  return neverInformed.size === 0 ? list : list.filter(({ inbox }) => !neverInformed.has(orderKey(inbox, about)))
}

function orderKey(inbox: string, about: string): string {
  return deliver.inOrder?.({ inbox, about, outbox_id: 0 }) ?? ''
}

async function effectsSent(tx: Tx, about: string): Promise<Map<Id, Effect>> {
  const rows = await tx.db.selectFrom('outbox').select(['id', 'effect']).where('object_uri', '=', about).execute()
  return new Map(rows.map((row) => [row.id, row.effect]))
}

function waitingJobs(tx: Tx, keys: readonly string[]): Promise<Waiting[]> {
  return tx.db
    .selectFrom('jobs')
    .select(['id', 'order_key', 'attempts', 'last_error', 'payload'])
    .where('order_key', 'in', keys)
    .where('name', '=', deliver.name)
    .where('leased_by', 'is', null)
    .execute()
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
    .returning(['id', 'order_key', 'attempts', 'last_error', 'payload'])
    .execute()
  return dropped.sort((a, b) => a.id - b.id)
}

/** Whether nothing was ever sent for this job. A failed attempt may have arrived nevertheless, so it counts as sent. */
function isUntried({ attempts, last_error }: Waiting): boolean {
  return attempts === 0 && (last_error === null || last_error === WAITING_FOR_HOST)
}
