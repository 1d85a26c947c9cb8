import { compiled, type QueryHolder } from '../db/compiled.ts'
import { id } from '../db/tables/columns.ts'
import { FINISHED, type JobRun } from './job.ts'

const remove = compiled({ id: id() }, (db, { id }) => db.deleteFrom('jobs').where('id', '=', id))

/**
 * Ends a job in the transaction of its effect: once that has committed the job never runs again, whatever happens to the
 * process. The worker acknowledges other jobs itself, some time after their effect.
 * @returns for the job to return, so that the worker knows
 */
export async function finish(tx: QueryHolder, { id }: Pick<JobRun, 'id'>): Promise<typeof FINISHED> {
  await remove(tx, { id })
  return FINISHED
}
