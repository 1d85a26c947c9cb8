import type { Tx } from './app.ts'

/**
 * The order key of jobs about a post or account: deliveries are written one activity after the other, and before a purge
 * removes the rows that say who receives them.
 */
export function objectJobsKey(uri: string): string {
  return `object ${uri}`
}

/** Whether a job about this object is waiting or running. Later work about it must then wait. */
export async function hasObjectJobs(tx: Tx, uri: string): Promise<boolean> {
  const row = await tx.db
    .selectFrom('jobs')
    .select('id')
    .where('order_key', '=', objectJobsKey(uri))
    .where('dead_at', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
