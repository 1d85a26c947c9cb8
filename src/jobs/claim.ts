/** Taking due jobs: a lease is a `run_at` in the future, so a worker that dies gives its jobs back by doing nothing. */
import type { Kysely } from 'kysely'
import { type QueryHolder, runCompiled } from '../db/compile-once.ts'
import type { Dialect } from '../db/dialect.ts'
import type { Database } from '../db/tables/index.ts'
import type { JobRow } from '../db/tables/jobs.ts'
import { MINUTE } from '../lib/durations.ts'
import type { Id } from '../lib/ids.ts'

/** Longer than any job may wait on the network (30 s) with room for a slow disk. */
export const LEASE_MS = 2 * MINUTE
/** Due jobs looked at for each one taken, where there are lanes: those that are full make some unusable now. */
const CANDIDATES_PER_PLACE = 4

export interface ClaimRequest {
  name: string
  places: number
  owner: string
  now: number
  /** Undefined for jobs without lanes. */
  lanes?: Lanes | undefined
}

export interface Lanes {
  /** Those without a free place. */
  full: readonly string[]
  /** Free places of a lane. */
  placesOf(lane: string): number
}

/**
 * Looks without holding the writer, then leases in one statement what is still free.
 * @returns the jobs now leased to `owner`, oldest first; their `attempts` already count this try
 */
export async function claim(holder: QueryHolder, dialect: Dialect, request: ClaimRequest): Promise<JobRow[]> {
  const chosen = choose(await findDue(holder, request), request)
  if (chosen.length === 0) return []
  const values = [request.now + LEASE_MS, request.owner, chosen, request.now] as const
  const rows = await runCompiled(holder, 'jobs.lease', values, (db, leasedUntil, owner, ids, now) =>
    db
      .updateTable('jobs')
      .set((eb) => ({ run_at: leasedUntil, leased_by: owner, attempts: eb('attempts', '+', 1) }))
      .where('id', 'in', (eb) =>
        dialect.claim(
          eb.selectFrom('jobs').select('jobs.id').where('jobs.id', 'in', ids).where('jobs.run_at', '<=', now),
        ),
      )
      .returningAll(),
  )
  return rows.sort((a, b) => a.id - b.id)
}

function findDue(holder: QueryHolder, { name, places, now, lanes }: ClaimRequest) {
  const most = lanes ? places * CANDIDATES_PER_PLACE : places
  if (!lanes || lanes.full.length === 0)
    return runCompiled(holder, 'jobs.due', [name, now, most], (db, name, now, most) => due(db, name, now).limit(most))
  return runCompiled(holder, 'jobs.due-elsewhere', [name, now, lanes.full, most], (db, name, now, lanes, most) =>
    due(db, name, now)
      .where((eb) => eb.or([eb('jobs.lane', 'is', null), eb('jobs.lane', 'not in', lanes)]))
      .limit(most),
  )
}

/** Due, not parked, and nothing earlier of the same key is left. */
function due(db: Kysely<Database>, name: string, now: number) {
  return db
    .selectFrom('jobs')
    .select(['jobs.id', 'jobs.lane'])
    .where('jobs.name', '=', name)
    .where('jobs.dead_at', 'is', null)
    .where('jobs.run_at', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('jobs as earlier')
            .select('earlier.id')
            .whereRef('earlier.order_key', '=', 'jobs.order_key')
            .whereRef('earlier.id', '<', 'jobs.id')
            .where('earlier.dead_at', 'is', null),
        ),
      ),
    )
    .orderBy('jobs.run_at')
    .orderBy('jobs.id')
}

function choose(candidates: { id: Id; lane: string | null }[], { places, lanes }: ClaimRequest): Id[] {
  const taken = new Map<string, number>()
  const chosen: Id[] = []
  for (const { id, lane } of candidates) {
    if (chosen.length === places) break
    if (lane !== null && lanes) {
      const used = taken.get(lane) ?? 0
      if (used >= lanes.placesOf(lane)) continue
      taken.set(lane, used + 1)
    }
    chosen.push(id)
  }
  return chosen
}

/** At the start of the only process that may hold this database, leases of an earlier life are void. */
export async function releaseLeases(db: Kysely<Database>, now: number): Promise<void> {
  await db.updateTable('jobs').set({ run_at: now, leased_by: null }).where('leased_by', 'is not', null).execute()
}
