import type { Kysely } from 'kysely'
import type { Database } from '../../tables/index.ts'
import type { Step } from './step.ts'

/** Has a job register the media that posts and accounts show, of which an earlier build only kept the addresses. */
export const enqueueMedia: Step = async ({ db, schema }) => {
  if (schema.has('media')) return
  await (db as Kysely<Database>)
    .insertInto('jobs')
    .values({
      // Ids made from a time are all larger.
      id: 1,
      name: 'registerEarlierMedia',
      payload: JSON.stringify({ table: 'attachments', after: 0 }),
      run_at: 0,
      created_at: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
