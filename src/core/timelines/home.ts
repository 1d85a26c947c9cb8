import { compiled } from '../../db/compiled.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id, int } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { boundsOf, inOrder, type Page } from '../page.ts'

/** One page of an account's stored home, read as one index range. `loadStatuses` then removes what is hidden. */
export async function homeTimeline(
  app: Pick<App, 'db' | 'slot'>,
  viewer: Pick<Account, 'id'>,
  page: Page,
): Promise<Id[]> {
  const { before, after, direction } = boundsOf(page)
  const rows = await ENTRIES[direction](app, { viewer: viewer.id, before, after, limit: page.limit })
  return inOrder(rows, page).map((row) => row.status_id)
}

const entries = (direction: 'asc' | 'desc') =>
  compiled({ viewer: id(), before: id(), after: id(), limit: int() }, (db, { viewer, before, after, limit }) =>
    db
      .selectFrom('home_entries')
      .select('status_id')
      .where('account_id', '=', viewer)
      .where('repeat_of', 'is', null)
      .where('status_id', '<', before)
      .where('status_id', '>', after)
      .orderBy('status_id', direction)
      .limit(limit),
  )
const ENTRIES = { asc: entries('asc'), desc: entries('desc') }
