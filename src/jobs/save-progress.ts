import type { QueryHolder } from '../db/compiled.ts'
import { LEASE_MS } from './claim.ts'
import type { JobRun } from './job.ts'

/**
 * Stores what is left of a running job, in the transaction of what it has done, and renews its lease. If the process is
 * killed, the job goes on from here.
 */
export async function saveProgress(
  tx: QueryHolder,
  { id }: Pick<JobRun, 'id'>,
  rest: unknown,
  now: number,
): Promise<void> {
  await tx.db
    .updateTable('jobs')
    .set({ payload: JSON.stringify(rest), run_at: now + LEASE_MS, attempts: 1 })
    .where('id', '=', id)
    .execute()
}
