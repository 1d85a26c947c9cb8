/** Lists the public and unlisted statuses of an account. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { App } from '../app.ts'
import { inOrder, type Page, paginate } from '../page.ts'
import { isOpenSql } from '../policy/open.ts'

/** Posts and boosts, newest first. */
export async function listOpenStatuses(app: Pick<App, 'db'>, account: Account, page: Page): Promise<Status[]> {
  const open = app.db
    .selectFrom('statuses')
    .selectAll()
    .where('account_id', '=', account.id)
    .where(isOpenSql('statuses'))
  return inOrder(await paginate(open, 'id', page).execute(), page)
}

/** Pinned posts, the latest pin first. */
export async function listOpenPins(app: Pick<App, 'db'>, account: Account): Promise<Status[]> {
  return await app.db
    .selectFrom('pins')
    .innerJoin('statuses', 'statuses.id', 'pins.status_id')
    .selectAll('statuses')
    .where('pins.account_id', '=', account.id)
    .where(isOpenSql('statuses'))
    .orderBy('pins.id', 'desc')
    .execute()
}
