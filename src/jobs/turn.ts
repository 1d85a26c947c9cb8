/** The order of jobs with the same key. */
import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../db/tables/index.ts'

/** Whether a job is the first of its order key. */
export function isItsTurn({ not, exists, selectFrom }: ExpressionBuilder<Database, 'jobs'>) {
  return not(
    exists(
      selectFrom('jobs as earlier')
        .select('earlier.id')
        .whereRef('earlier.order_key', '=', 'jobs.order_key')
        .whereRef('earlier.id', '<', 'jobs.id')
        .where('earlier.dead_at', 'is', null),
    ),
  )
}
