/** What one person has done with some statuses: one query for all four questions. */
import { sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'

export interface ViewerState {
  favourited: boolean
  boosted: boolean
  bookmarked: boolean
  pinned: boolean
  /** Whether they muted the conversation. */
  muted: boolean
}
type Deed = 'favourited' | 'boosted' | 'bookmarked' | 'pinned'

const NOTHING: ViewerState = { favourited: false, boosted: false, bookmarked: false, pinned: false, muted: false }

/** @returns a function from a status' id to the facts about it */
export async function loadViewerState(
  app: Reader,
  viewerId: Id,
  statuses: readonly Pick<Status, 'id'>[],
): Promise<(statusId: Id) => ViewerState> {
  const facts = new Map<Id, ViewerState>()
  if (statuses.length === 0) return () => NOTHING
  const ids = statuses.map((status) => status.id)
  for (const { deed, status_id } of await findDeeds(app, { viewer: viewerId, ids }))
    facts.set(status_id, { ...(facts.get(status_id) ?? NOTHING), [deed]: true })
  return (id) => facts.get(id) ?? NOTHING
}

const deed = (name: Deed) => sql<Deed>`${sql.lit(name)}`.as('deed')

const findDeeds = compiled({ viewer: id(), ids: list(id()) }, (db, { viewer, ids }) =>
  db
    .selectFrom('favourites')
    .select(['status_id', deed('favourited')])
    .where('account_id', '=', viewer)
    .where('status_id', 'in', ids)
    .unionAll(
      db
        .selectFrom('bookmarks')
        .select(['status_id', deed('bookmarked')])
        .where('account_id', '=', viewer)
        .where('status_id', 'in', ids),
    )
    .unionAll(
      db
        .selectFrom('pins')
        .select(['status_id', deed('pinned')])
        .where('account_id', '=', viewer)
        .where('status_id', 'in', ids),
    )
    .unionAll(
      db
        .selectFrom('statuses')
        .select(['boost_of_id as status_id', deed('boosted')])
        .where('account_id', '=', viewer)
        .where('boost_of_id', 'in', ids)
        .$narrowType<{ status_id: Id }>(),
    ),
)
