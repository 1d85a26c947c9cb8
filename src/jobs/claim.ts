/** Taking due jobs: a lease is a `run_at` in the future, so a worker that dies gives its jobs back by doing nothing. */
import type { Kysely } from 'kysely'
import type { Dialect } from '../db/dialect.ts'
import type { Database, JobRow } from '../db/tables.ts'
import type { Id } from '../lib/ids.ts'

/** Longer than any job may wait on the network (30 s) with room for a slow disk. */
export const LEASE_MS = 120_000
/** Due jobs looked at for each one taken: lanes that are full make some of them unusable now. */
const CANDIDATES_PER_PLACE = 4

export interface ClaimRequest {
  name: string
  places: number
  owner: string
  now: number
  /** Lanes without a free place. */
  fullLanes: readonly string[]
  /** Free places of a lane. */
  placesOf(lane: string): number
}

/** @returns the jobs now leased to `owner`, oldest first; their `attempts` already count this try */
export function claim(db: Kysely<Database>, dialect: Dialect, request: ClaimRequest): Promise<JobRow[]> {
  return db.transaction().execute(async (tx) => {
    const candidates = await dialect.claim(dueJobs(tx, request)).execute()
    const chosen = choose(candidates, request)
    if (chosen.length === 0) return []
    const rows = await tx
      .updateTable('jobs')
      .set((eb) => ({ run_at: request.now + LEASE_MS, leased_by: request.owner, attempts: eb('attempts', '+', 1) }))
      .where('id', 'in', chosen)
      .returningAll()
      .execute()
    return rows.sort((a, b) => a.id - b.id)
  })
}

function dueJobs(db: Kysely<Database>, { name, places, now, fullLanes }: ClaimRequest) {
  return db
    .selectFrom('jobs')
    .select(['jobs.id', 'jobs.lane', 'jobs.order_key'])
    .where('jobs.name', '=', name)
    .where('jobs.dead_at', 'is', null)
    .where('jobs.run_at', '<=', now)
    .$if(fullLanes.length > 0, (query) =>
      query.where((eb) => eb.or([eb('jobs.lane', 'is', null), eb('jobs.lane', 'not in', fullLanes)])),
    )
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
    .limit(places * CANDIDATES_PER_PLACE)
}

function choose(candidates: { id: Id; lane: string | null }[], { places, placesOf }: ClaimRequest): Id[] {
  const taken = new Map<string, number>()
  const chosen: Id[] = []
  for (const { id, lane } of candidates) {
    if (chosen.length === places) break
    if (lane !== null) {
      const used = taken.get(lane) ?? 0
      if (used >= placesOf(lane)) continue
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
