/**
 * Lists the statuses that an account favourited or bookmarked, and the accounts that favourited or boosted a status.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { inOrder, type Page, paginate } from '../page.ts'
import { isActiveSql } from '../policy/active.ts'
import { isOpenSql } from '../policy/open.ts'

/** A row of a list: `id` is the cursor. */
interface ListedStatus {
  id: Id
  status_id: Id
}
interface ListedAccount {
  id: Id
  account_id: Id
}

/** The statuses that an account favourited, latest first. */
export function listFavourites(app: App, account: Account, page: Page): Promise<ListedStatus[]> {
  return listByAccount(app, 'favourites', account, page)
}

/** The statuses that an account bookmarked, latest first. */
export function listBookmarks(app: App, account: Account, page: Page): Promise<ListedStatus[]> {
  return listByAccount(app, 'bookmarks', account, page)
}

async function listByAccount(
  app: App,
  table: 'favourites' | 'bookmarks',
  account: Account,
  page: Page,
): Promise<ListedStatus[]> {
  const query = app.db.selectFrom(table).select(['id', 'status_id']).where('account_id', '=', account.id)
  return inOrder(await paginate(query, 'id', page).execute(), page)
}

/** The accounts that favourited a status, latest first, without suspended and deleted ones. */
export async function listFavouritedBy(app: App, status: Status, page: Page): Promise<ListedAccount[]> {
  const query = app.db
    .selectFrom('favourites')
    .innerJoin('accounts', 'accounts.id', 'favourites.account_id')
    .select(['favourites.id', 'favourites.account_id'])
    .where('favourites.status_id', '=', status.boost_of_id ?? status.id)
    .where(isActiveSql('accounts'))
  return inOrder(await paginate(query, 'favourites.id', page).execute(), page)
}

/** The accounts that boosted a status publicly or unlisted. The cursor is the account, by which boosts are indexed. */
export async function listBoostedBy(app: App, status: Status, page: Page): Promise<ListedAccount[]> {
  const query = app.db
    .selectFrom('statuses')
    .innerJoin('accounts', 'accounts.id', 'statuses.account_id')
    .select(['statuses.account_id as id', 'statuses.account_id'])
    .where('statuses.boost_of_id', '=', status.boost_of_id ?? status.id)
    .where(isOpenSql('statuses'))
    .where(isActiveSql('accounts'))
  return inOrder(await paginate(query, 'statuses.account_id', page).execute(), page)
}
