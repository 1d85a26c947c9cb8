import type { SelectQueryBuilder } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'
import { inOrder, type Page } from '../page.ts'

/**
 * One page of an account's pins, the latest pin first. The cursors are statuses, as in every list of statuses, so a page
 * is found by their places in the whole list, which is short.
 * @param statuses those that the viewer may see
 */
export async function pinnedAmong(
  statuses: SelectQueryBuilder<Database, 'statuses', { id: Id }>,
  owner: Pick<Account, 'id'>,
  page: Page,
): Promise<Id[]> {
  const rows = await statuses
    .innerJoin('pins', 'pins.status_id', 'statuses.id')
    .where('pins.account_id', '=', owner.id)
    .orderBy('pins.id', 'desc')
    .execute()
  return pageOfList(
    rows.map((row) => row.id),
    page,
  )
}

/** An unknown cursor is that of a pin that was removed: nothing lies beyond it. */
function pageOfList(ids: readonly Id[], page: Page): Id[] {
  const { maxId, limit } = page
  const newerThan = page.minId ?? page.sinceId
  const start = maxId === undefined ? 0 : placeOf(ids, maxId) + 1
  const end = newerThan === undefined ? ids.length : placeOf(ids, newerThan)
  const found = ids.slice(start, end)
  const ascending = page.minId === undefined ? found : found.toReversed()
  return inOrder(ascending.slice(0, limit), page)
}

function placeOf(ids: readonly Id[], id: Id): number {
  const place = ids.indexOf(id)
  return place < 0 ? ids.length : place
}
