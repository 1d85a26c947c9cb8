/**
 * Claims due jobs. A lease is a `run_at` in the future, so the jobs of a worker that dies become due again by
 * themselves.
 */
import type { Expression, Kysely, SelectQueryBuilder } from 'kysely'
import { compiled, type QueryHolder } from '../db/compiled.ts'
import type { Dialect } from '../db/dialects/dialect.ts'
import { list } from '../db/query-parameters.ts'
import { id, int, text, time } from '../db/tables/columns.ts'
import type { Database } from '../db/tables/index.ts'
import type { JobRow } from '../db/tables/jobs.ts'
import { MINUTE } from '../lib/durations.ts'
import type { Id } from '../lib/ids.ts'
import { isItsTurn } from './turn.ts'

/** Longer than any job may wait on the network (30 s), with room for a slow disk. */
export const LEASE_MS = 2 * MINUTE
/** Due jobs read for each job wanted, if the jobs have lanes: some of them may be in a lane that fills up. */
const CANDIDATES_PER_JOB = 4

interface ClaimRequest {
  name: string
  limit: number
  owner: string
  now: number
  /** Undefined for jobs without lanes. */
  lanes?: Lanes | undefined
}

export interface Lanes {
  /** The lanes in which no more jobs may run now. */
  full: readonly string[]
  /** How many more jobs may run in a lane. */
  freeIn(lane: string): number
}

/**
 * Finds due jobs without holding the writer, then leases those that are still free in one statement.
 * @returns the jobs now leased to `owner`, oldest first; their `attempts` already count this try
 */
export async function claim(holder: QueryHolder, dialect: Dialect, request: ClaimRequest): Promise<JobRow[]> {
  const chosen = choose(await findDue(holder, request), request)
  if (chosen.length === 0) return []
  const { now, owner } = request
  const lease = leases[dialect.name]
  const rows = await lease(holder, { ids: chosen, owner, now, leasedUntil: now + LEASE_MS })
  return rows.sort((a, b) => a.id - b.id)
}

/** On PostgreSQL, which several processes may share, jobs that another worker is leasing are skipped. */
const leases = {
  sqlite: leaseFree((free) => free),
  postgres: leaseFree((free) => free.forUpdate().skipLocked()),
}

type Due = SelectQueryBuilder<Database, 'jobs', { id: Id }>

function leaseFree(locked: (free: Due) => Due) {
  return compiled({ ids: list(id()), owner: text(), now: time(), leasedUntil: time() }, (db, p) =>
    db
      .updateTable('jobs')
      .set((eb) => ({ run_at: p.leasedUntil, leased_by: p.owner, attempts: eb('attempts', '+', 1) }))
      .where('id', 'in', (eb) =>
        locked(eb.selectFrom('jobs').select('jobs.id').where('jobs.id', 'in', p.ids).where('jobs.run_at', '<=', p.now)),
      )
      .returningAll(),
  )
}

function findDue(holder: QueryHolder, { name, limit, now, lanes }: ClaimRequest) {
  const most = lanes ? limit * CANDIDATES_PER_JOB : limit
  if (!lanes || lanes.full.length === 0) return findDueInAnyLane(holder, { name, now, most })
  return findDueInFreeLanes(holder, { name, now, most, full: lanes.full })
}

const findDueInAnyLane = compiled({ name: text(), now: time(), most: int() }, (db, { name, now, most }) =>
  due(db, name, now).limit(most),
)

const findDueInFreeLanes = compiled(
  { name: text(), now: time(), most: int(), full: list(text()) },
  (db, { name, now, most, full }) =>
    due(db, name, now)
      .where((eb) => eb.or([eb('jobs.lane', 'is', null), eb('jobs.lane', 'not in', full)]))
      .limit(most),
)

/** Jobs that are due, not parked, and the first of their order key. */
function due(db: Kysely<Database>, name: Expression<string>, now: Expression<number>) {
  return db
    .selectFrom('jobs')
    .select(['jobs.id', 'jobs.lane'])
    .where('jobs.name', '=', name)
    .where('jobs.dead_at', 'is', null)
    .where('jobs.run_at', '<=', now)
    .where(isItsTurn)
    .orderBy('jobs.run_at')
    .orderBy('jobs.id')
}

function choose(candidates: { id: Id; lane: string | null }[], { limit, lanes }: ClaimRequest): Id[] {
  const taken = new Map<string, number>()
  const chosen: Id[] = []
  for (const { id, lane } of candidates) {
    if (chosen.length === limit) break
    if (lane !== null && lanes) {
      const used = taken.get(lane) ?? 0
      if (used >= lanes.freeIn(lane)) continue
      taken.set(lane, used + 1)
    }
    chosen.push(id)
  }
  return chosen
}

/**
 * Ends all leases. To be called at the start of the only process on a database, when leases can only be left from a
 * previous run.
 */
export async function releaseLeases(db: Kysely<Database>, now: number): Promise<void> {
  await db.updateTable('jobs').set({ run_at: now, leased_by: null }).where('leased_by', 'is not', null).execute()
}
