import { compiled, type QueryHolder } from '../db/compiled.ts'
import { id } from '../db/tables/columns.ts'
import { FINISHED, type JobRun } from './job.ts'

const remove = compiled({ id: id() }, (db, { id }) => db.deleteFrom('jobs').where('id', '=', id))

/**
 * Ends a job in the transaction of its effect. Once that commits, the job never runs again, even if the process is
 * killed. Other jobs are acknowledged by the worker, some time after their effect.
 * @returns a value that the job must return, so that the worker does not acknowledge it again
 */
export async function finish(tx: QueryHolder, { id }: Pick<JobRun, 'id'>): Promise<typeof FINISHED> {
  await remove(tx, { id })
  return FINISHED
}
