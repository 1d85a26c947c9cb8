import { sql } from 'kysely'
import { DAY } from '../../../lib/durations.ts'
import type { Step } from './step.ts'

/** Posts of other servers begin their time in the cache on the day of their arrival. */
export const fillViewed: Step = async ({ db, schema }) => {
  if (schema.get('statuses')?.has('viewed_at')) return
  const arrived = sql`coalesce(fetched_at, created_at)`
  await sql`update statuses set viewed_at = ${arrived} - ${arrived} % ${sql.lit(DAY)} where local = 0`.execute(db)
}
