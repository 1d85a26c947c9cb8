/** The viewer's favourites and bookmarks, and the accounts that favourited or boosted a status. */
import { z } from 'zod'
import type { App } from '../core/app.ts'
import { listBookmarks, listBoostedBy, listFavouritedBy, listFavourites } from '../core/interactions/lists.ts'
import type { Page } from '../core/page.ts'
import { requireVisible } from '../core/statuses/require.ts'
import type { Account as AccountRow } from '../db/tables/accounts.ts'
import type { Status as StatusRow } from '../db/tables/statuses.ts'
import type { Id } from '../lib/ids.ts'
import { AccountEntity } from './entities/account.ts'
import { StatusEntity } from './entities/status.ts'
import { type Endpoint, endpoint, type Method } from './http/endpoint.ts'
import { ACCOUNTS_PAGE } from './http/paging.ts'
import { showAccountPage } from './show-accounts.ts'
import { showStatusPage } from './show-statuses.ts'

export const favouriteAndBookmarkEndpoints: Endpoint[] = [
  ownStatuses('GET /api/v1/favourites', 'read:favourites', listFavourites),
  ownStatuses('GET /api/v1/bookmarks', 'read:bookmarks', listBookmarks),
  accountsOf('GET /api/v1/statuses/:id/favourited_by', listFavouritedBy),
  accountsOf('GET /api/v1/statuses/:id/reblogged_by', listBoostedBy),
]

function ownStatuses(
  route: `${Method} /${string}`,
  scope: string,
  find: (app: App, account: AccountRow, page: Page) => Promise<{ id: Id; status_id: Id }[]>,
): Endpoint {
  return endpoint(route, { scope, answer: z.array(StatusEntity) }, async ({ app, viewer, page }) => {
    const rows = await find(app, viewer.account, page)
    const [cursors, ids] = [rows.map((row) => row.id), rows.map((row) => row.status_id)]
    return showStatusPage(app, viewer, ids, page, cursors)
  })
}

function accountsOf(
  route: `${Method} /${string}/:id/${string}`,
  find: (app: App, status: StatusRow, page: Page) => Promise<{ id: Id; account_id: Id }[]>,
): Endpoint {
  const options = { scope: 'public / read:statuses', answer: z.array(AccountEntity), page: ACCOUNTS_PAGE } as const
  return endpoint(route, options, async ({ app, viewer, params, page }) => {
    const status = await requireVisible(app, viewer?.account, params.id)
    return showAccountPage(app, await find(app, status, page), page)
  })
}
