/** Finds posts that were dropped from the cache. */
import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

type Reader = Pick<App, 'db'>

export async function findDropped({ db }: Reader, id: Id): Promise<DroppedStatus | undefined> {
  return await db.selectFrom('dropped_statuses').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function findDroppedByUri({ db }: Reader, uri: string): Promise<DroppedStatus | undefined> {
  return await db.selectFrom('dropped_statuses').selectAll().where('uri', '=', uri).executeTakeFirst()
}

/** The id that an account had which was deleted here because nothing referred to it, and how many posts it counted. */
export async function findFormerAccount(
  { db }: Reader,
  uri: string,
): Promise<{ id: Id; statuses_count: number } | undefined> {
  return await db
    .selectFrom('dropped_statuses')
    .select((select) => ['account_id as id', select.fn.countAll<number>().as('statuses_count')])
    .where('account_uri', '=', uri)
    .groupBy('account_id')
    .executeTakeFirst()
}
