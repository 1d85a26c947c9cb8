import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { boundsOf, inOrder, type Page, paginate } from '../page.ts'
import { isListedSql } from '../policy/wanted.ts'

export interface PublicFilters {
  /** Only from this server. */
  local?: boolean
  /** Only from other servers. */
  remote?: boolean
  onlyMedia?: boolean
}

/** How many entries a page of media posts searches. Without a limit, it could read the whole table. */
const MEDIA_WINDOW = 5_000

/** The public timeline, without authors that the viewer blocks or mutes or that block the viewer. */
export async function publicTimeline(
  app: App,
  filters: PublicFilters,
  viewer: Pick<Account, 'id'> | undefined,
  page: Page,
): Promise<Id[]> {
  const found = filters.onlyMedia ? withMedia(app, filters, page) : entries(app, filters, page).as('found')
  let query = app.db.selectFrom(found).select('found.status_id')
  query = query.where((where) => isListedSql(where.ref('found.account_id'), viewer, app.clock.now()))
  const rows = await paginate(query, 'found.status_id', page).execute()
  return inOrder(rows, page).map((row) => row.status_id)
}

/** Both bounds are always in the query, so it is one index range. */
function entries(app: App, { local, remote }: PublicFilters, page: Page) {
  const { before, after } = boundsOf(page)
  const all = app.db
    .selectFrom('public_entries as e')
    .select(['e.status_id', 'e.account_id'])
    .where('e.status_id', '<', before)
    .where('e.status_id', '>', after)
  if (local) return all.where('e.local', '=', true)
  return remote ? all.where('e.local', '=', false) : all
}

function withMedia(app: App, filters: PublicFilters, page: Page) {
  const { direction } = boundsOf(page)
  const window = entries(app, filters, page).orderBy('e.status_id', direction).limit(MEDIA_WINDOW)
  return app.db
    .selectFrom(window.as('near'))
    .innerJoin('statuses', 'statuses.id', 'near.status_id')
    .select(['near.status_id', 'near.account_id'])
    .where('statuses.has_media', '=', true)
    .as('found')
}
