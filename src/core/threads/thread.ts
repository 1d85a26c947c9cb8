/** Loads the thread around a status, up to limits, because a thread may be endless or a loop (R-96, case 70). */
import { sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id, int } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'
import { visibleIds } from '../policy/visible.ts'

interface Thread {
  /** From the first post down to the parent. */
  ancestors: Id[]
  /** Each reply followed by its own replies. */
  descendants: Id[]
}

interface Bounds {
  ancestors: number
  descendants: number
  depth: number
}
const FOR_USERS: Bounds = { ancestors: 200, descendants: 1_000, depth: 60 }
const FOR_THE_PUBLIC: Bounds = { ancestors: 40, descendants: 60, depth: 20 }

/** @returns the ids of statuses that the viewer may see */
export async function loadThread(app: Reader, status: Status, viewer: Account | undefined): Promise<Thread> {
  const bounds = viewer ? FOR_USERS : FOR_THE_PUBLIC
  const above = await findAncestors(app, status, bounds.ancestors)
  const below = await findDescendants(app, status, bounds)
  const seen = await visibleIds(app, viewer, [...above, ...below])
  return {
    ancestors: above.filter(({ id }) => seen.has(id)).map(({ id }) => id),
    descendants: inReadingOrder(status.id, below).filter((id) => seen.has(id)),
  }
}

type Member = Pick<Status, 'id' | 'account_id' | 'visibility' | 'boost_of_id' | 'in_reply_to_id'>
const MEMBER = ['id', 'account_id', 'visibility', 'boost_of_id', 'in_reply_to_id'] as const

async function findAncestors(app: Reader, status: Status, limit: number): Promise<Member[]> {
  if (status.in_reply_to_id === null) return []
  const rows = await findAbove(app, { first: status.in_reply_to_id, limit })
  // In a loop the same posts repeat. Each counts once, and the status itself never does.
  const byId = new Map(rows.toReversed().map((row) => [row.id, row]))
  byId.delete(status.id)
  return [...byId.values()].toReversed()
}

const findAbove = compiled({ first: id(), limit: int() }, (db, { first, limit }) =>
  db
    .withRecursive('above(id, parent, depth)', (db) =>
      db
        .selectFrom('statuses')
        .select(['id', 'in_reply_to_id as parent', sql<number>`1`.as('depth')])
        .where('id', '=', first)
        .unionAll(
          db
            .selectFrom('above')
            .innerJoin('statuses as s', 's.id', 'above.parent')
            .select(['s.id', 's.in_reply_to_id as parent', sql<number>`above.depth + 1`.as('depth')])
            .where('above.depth', '<', limit),
        ),
    )
    .selectFrom('above')
    .innerJoin('statuses', 'statuses.id', 'above.id')
    .select(MEMBER.map((column) => `statuses.${column}` as const))
    .orderBy('above.depth', 'desc'),
)

/** Level by level, the oldest first. */
async function findDescendants(app: Reader, status: Status, bounds: Bounds): Promise<Member[]> {
  const found = new Map<Id, Member>()
  let level: Id[] = [status.id]
  for (let depth = 0; depth < bounds.depth && level.length > 0 && found.size < bounds.descendants; depth++) {
    const rows = await findReplies(app, { ids: level, limit: bounds.descendants - found.size })
    const fresh = rows.filter((row) => row.id !== status.id && !found.has(row.id))
    for (const row of fresh) found.set(row.id, row)
    level = fresh.map((row) => row.id)
  }
  return [...found.values()]
}

/** In index order, so that a post with a million replies is read only up to the limit. */
const findReplies = compiled({ ids: list(id()), limit: int() }, (db, { ids, limit }) =>
  db
    .selectFrom('statuses')
    .select(MEMBER)
    .where('in_reply_to_id', 'in', ids)
    .where('reply_rejected', '=', false)
    .orderBy('in_reply_to_id')
    .orderBy('id')
    .limit(limit),
)

function inReadingOrder(rootId: Id, members: readonly Member[]): Id[] {
  const replies = Map.groupBy(members, (member) => member.in_reply_to_id)
  const order: Id[] = []
  const stack = [...(replies.get(rootId) ?? [])].reverse()
  for (let next = stack.pop(); next; next = stack.pop()) {
    order.push(next.id)
    for (const reply of [...(replies.get(next.id) ?? [])].reverse()) stack.push(reply)
  }
  return order
}
