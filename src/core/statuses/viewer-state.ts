/** A viewer's interactions with statuses. One query loads all four kinds. */
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
}
type Action = keyof ViewerState

const NOTHING: ViewerState = { favourited: false, boosted: false, bookmarked: false, pinned: false }

/** @returns a function from a status id to the viewer's interactions with it */
export async function loadViewerState(
  app: Reader,
  viewerId: Id,
  statuses: readonly Pick<Status, 'id'>[],
): Promise<(statusId: Id) => ViewerState> {
  const facts = new Map<Id, ViewerState>()
  if (statuses.length === 0) return () => NOTHING
  const ids = statuses.map((status) => status.id)
  for (const { action, status_id } of await findActions(app, { viewer: viewerId, ids }))
    facts.set(status_id, { ...(facts.get(status_id) ?? NOTHING), [action]: true })
  return (id) => facts.get(id) ?? NOTHING
}

const action = (name: Action) => sql<Action>`${sql.lit(name)}`.as('action')

const findActions = compiled({ viewer: id(), ids: list(id()) }, (db, { viewer, ids }) =>
  db
    .selectFrom('favourites')
    .select(['status_id', action('favourited')])
    .where('account_id', '=', viewer)
    .where('status_id', 'in', ids)
    .unionAll(
      db
        .selectFrom('bookmarks')
        .select(['status_id', action('bookmarked')])
        .where('account_id', '=', viewer)
        .where('status_id', 'in', ids),
    )
    .unionAll(
      db
        .selectFrom('pins')
        .select(['status_id', action('pinned')])
        .where('account_id', '=', viewer)
        .where('status_id', 'in', ids),
    )
    .unionAll(
      db
        .selectFrom('statuses')
        .select(['boost_of_id as status_id', action('boosted')])
        .where('account_id', '=', viewer)
        .where('boost_of_id', 'in', ids)
        .$narrowType<{ status_id: Id }>(),
    ),
)
