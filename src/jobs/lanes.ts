/** The jobs of one lane together: a lane is a host, which breaks down and comes back. */
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables/index.ts'

/** At a time, so that a long backlog does not hold the writer. The rest comes at its own time. */
const MAX_ROWS = 2_000

/** Makes what waits in one lane due now: its host has come back. It is not flooded, since a lane has few places. */
export async function runLaneNow(db: Kysely<Database>, name: string, lane: string, now: number): Promise<void> {
  const waiting = unleased(db, name, lane)
    .where('run_at', '>', now)
    .where('dead_at', 'is', null)
    .orderBy('run_at')
    .limit(MAX_ROWS)
  await db.updateTable('jobs').set({ run_at: now }).where('id', 'in', waiting).execute()
}

/** Moves what is due of one lane to a later time: a dead host's backlog costs nothing while its breaker is open. */
export async function postponeLane(db: Kysely<Database>, name: string, lane: string, until: number): Promise<void> {
  const due = unleased(db, name, lane).where('run_at', '<', until).limit(MAX_ROWS)
  await db.updateTable('jobs').set({ run_at: until }).where('id', 'in', due).execute()
}

function unleased(db: Kysely<Database>, name: string, lane: string) {
  return db
    .selectFrom('jobs')
    .select('id')
    .where('lane', '=', lane)
    .where('name', '=', name)
    .where('leased_by', 'is', null)
}
