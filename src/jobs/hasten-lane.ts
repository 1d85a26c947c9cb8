import type { Kysely } from 'kysely'
import type { Database } from '../db/tables/index.ts'

/** A dead host that came back is not flooded at once: a lane has few places, and the rest comes by its own time. */
const MAX_ROWS = 2_000

/** Makes what waits in one lane due now: its host has come back. */
export async function runLaneNow(db: Kysely<Database>, name: string, lane: string, now: number): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ run_at: now })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('jobs')
        .select('id')
        .where('lane', '=', lane)
        .where('name', '=', name)
        .where('run_at', '>', now)
        .where('leased_by', 'is', null)
        .where('dead_at', 'is', null)
        .orderBy('run_at')
        .limit(MAX_ROWS),
    )
    .execute()
}
