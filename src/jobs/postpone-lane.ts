import type { Kysely } from 'kysely'
import type { Database } from '../db/tables/index.ts'

/** So that a breaker that opens over a long backlog does not hold the writer: the rest follows when it is claimed. */
const MAX_ROWS = 2_000

/** Moves what is due of one lane to a later time: a dead host's backlog costs nothing while its breaker is open. */
export async function postponeLane(db: Kysely<Database>, name: string, lane: string, until: number): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ run_at: until })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('jobs')
        .select('id')
        .where('lane', '=', lane)
        .where('name', '=', name)
        .where('run_at', '<', until)
        .where('leased_by', 'is', null)
        .limit(MAX_ROWS),
    )
    .execute()
}
