import { compiled, type QueryHolder } from '../db/compiled.ts'
import { id } from '../db/tables/columns.ts'
import { FINISHED, type JobRun } from './job.ts'

const remove = compiled({ id: id() }, (db, { id }) => db.deleteFrom('jobs').where('id', '=', id))

/**
 * Ends a job in the transaction of its deed: once that has committed it never runs again, whatever happens to the process.
 * The worker acknowledges by itself the jobs that do not do this, some time after their deed.
 * @returns for the job to return, so that the worker knows
 */
export async function finish(tx: QueryHolder, { id }: Pick<JobRun, 'id'>): Promise<typeof FINISHED> {
  await remove(tx, { id })
  return FINISHED
}
