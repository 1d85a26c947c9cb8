/**
 * Moves the waiting jobs of a lane. A lane is a host, which may fail and recover. Jobs of several names may have the same
 * lane.
 */
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables/index.ts'
import { isItsTurn } from './turn.ts'

/** Limits one update, so that a long backlog does not occupy the writer. The other jobs keep their time. */
const MAX_ROWS = 2_000

/**
 * Makes the waiting jobs of a lane due now, after its host has recovered. The limit per lane keeps them from flooding
 * it.
 */
export async function runLaneNow(
  db: Kysely<Database>,
  names: readonly string[],
  lane: string,
  now: number,
): Promise<void> {
  const waiting = unleased(db, names, lane)
    .where('run_at', '>', now)
    .where('dead_at', 'is', null)
    .orderBy('run_at')
    .limit(MAX_ROWS)
  await db.updateTable('jobs').set({ run_at: now }).where('id', 'in', waiting).execute()
}

/** Moves the due jobs of a lane to a later time, so that the backlog of a failed host is not claimed over and over. */
export async function postponeLane(
  db: Kysely<Database>,
  names: readonly string[],
  lane: string,
  until: number,
): Promise<void> {
  const due = unleased(db, names, lane).where('run_at', '<', until).limit(MAX_ROWS)
  await db.updateTable('jobs').set({ run_at: until }).where('id', 'in', due).execute()
}

/** How many waiting jobs are looked at to choose one, so that a long backlog costs nothing. */
const CANDIDATES = 100

/** A job that has had more attempts than this may be one that its host cannot take. */
const PLAIN_ATTEMPTS = 3

/**
 * Makes one waiting job of a failed lane due at `oneAt`, to try the host, and the others due later. It is the oldest,
 * unless that has failed often and another has not.
 * @returns false if there was none
 */
export async function postponeAllButOne(
  db: Kysely<Database>,
  names: readonly string[],
  lane: string,
  { oneAt, othersAt }: { oneAt: number; othersAt: number },
): Promise<boolean> {
  const candidates = await unleased(db, names, lane)
    .select('attempts')
    .where('dead_at', 'is', null)
    .where(isItsTurn)
    .orderBy('run_at')
    .limit(CANDIDATES)
    .execute()
  await postponeLane(db, names, lane, othersAt)
  const failures = ({ attempts }: { attempts: number }) => Math.max(attempts, PLAIN_ATTEMPTS)
  const one = candidates.sort((a, b) => failures(a) - failures(b) || a.id - b.id)[0]
  if (!one) return false
  await db.updateTable('jobs').set({ run_at: oneAt }).where('id', '=', one.id).where('leased_by', 'is', null).execute()
  return true
}

function unleased(db: Kysely<Database>, names: readonly string[], lane: string) {
  return db
    .selectFrom('jobs')
    .select('id')
    .where('lane', '=', lane)
    .where('name', 'in', names)
    .where('leased_by', 'is', null)
}
