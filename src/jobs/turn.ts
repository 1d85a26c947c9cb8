/** The order of jobs with the same key. */
import type { ExpressionBuilder } from 'kysely'
import type { Database } from '../db/tables/index.ts'

/** Whether a job is the first of its order key, and the first of those that are untried. */
export function isItsTurn(eb: ExpressionBuilder<Database, 'jobs'>) {
  return eb.and([isFirst(eb, 'order_key'), isFirst(eb, 'first_key')])
}

function isFirst({ not, exists, selectFrom }: ExpressionBuilder<Database, 'jobs'>, key: 'order_key' | 'first_key') {
  return not(
    exists(
      selectFrom('jobs as earlier')
        .select('earlier.id')
        .whereRef(`earlier.${key}`, '=', `jobs.${key}`)
        .whereRef('earlier.id', '<', 'jobs.id')
        .where('earlier.dead_at', 'is', null),
    ),
  )
}
