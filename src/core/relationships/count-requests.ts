import type { Account } from '../../db/tables/accounts.ts'
import type { App } from '../app.ts'

/** The number of pending follow requests to an account. */
export async function countFollowRequests(app: Pick<App, 'db'>, account: Account): Promise<number> {
  const { count } = await app.db
    .selectFrom('follow_requests')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('target_id', '=', account.id)
    .executeTakeFirstOrThrow()
  return count
}
