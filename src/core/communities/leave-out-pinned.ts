import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

/** Those of a community's boosts, in their order, that show nothing which it has pinned. */
export async function leaveOutPinned({ db }: Pick<App, 'db'>, communityId: Id, ids: readonly Id[]): Promise<Id[]> {
  if (ids.length === 0) return []
  const rows = await db
    .selectFrom('statuses as boost')
    .innerJoin('pins', 'pins.status_id', 'boost.boost_of_id')
    .select('boost.id')
    .where('boost.id', 'in', ids)
    .where('pins.account_id', '=', communityId)
    .execute()
  const pinned = new Set(rows.map((row) => row.id))
  return ids.filter((id) => !pinned.has(id))
}
