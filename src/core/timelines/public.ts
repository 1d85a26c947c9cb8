import { type SelectQueryBuilder, sql } from 'kysely'
import type { Account, Database, RemoteAttachment } from '../../db/tables.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { inOrder, type Page, paginate } from '../page.ts'
import { isUnwanted } from './unwanted.ts'

export interface PublicFilters {
  /** Only from here. */
  local?: boolean
  /** Only from elsewhere. */
  remote?: boolean
  onlyMedia?: boolean
}

/** How far a page with pictures only looks: where there are none, the whole table would be read. */
export const MEDIA_WINDOW = 5_000

type Entries = SelectQueryBuilder<Database & { e: { status_id: Id; account_id: Id } }, 'e', { status_id: Id }>

/** What is public, without whom the viewer blocks or mutes, or who blocks the viewer. */
export async function publicTimeline(
  app: App,
  filters: PublicFilters,
  viewer: Pick<Account, 'id'> | undefined,
  page: Page,
): Promise<Id[]> {
  let query = filters.onlyMedia ? withMedia(app, filters, page) : entries(app, filters)
  if (viewer) query = query.where((where) => where.not(isUnwanted(where, 'e.account_id', viewer.id, app.clock.now())))
  return inOrder(await paginate(query, 'e.status_id', page).execute(), page).map((row) => row.status_id)
}

function entries(app: App, { local, remote }: PublicFilters): Entries {
  const all = app.db.selectFrom('public_entries as e').select('e.status_id')
  const side = local ? all.where('e.local', '=', true) : remote ? all.where('e.local', '=', false) : all
  return side as unknown as Entries
}

function withMedia(app: App, filters: PublicFilters, page: Page): Entries {
  const window = paginate(entries(app, filters).select('e.account_id'), 'e.status_id', { ...page, limit: MEDIA_WINDOW })
  return app.db
    .selectFrom(window.as('e'))
    .innerJoin('statuses', 'statuses.id', 'e.status_id')
    .select('e.status_id')
    .where('statuses.attachments', '!=', sql<RemoteAttachment[]>`'[]'`) as unknown as Entries
}
