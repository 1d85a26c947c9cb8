/** A locked post, such as the topic of a thread, closes everything below it to replies. */
import { sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { id, int } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { Reader } from '../app.ts'
import { Forbidden } from '../errors.ts'
import { isModerator } from './community.ts'

/** How far up a locked post is looked for. */
const MAX_ABOVE = 200

type Below = Pick<Status, 'id' | 'locked' | 'in_reply_to_id'>

/** The ids of those statuses that are locked, or below a locked one. */
export async function findLocked(app: Reader, statuses: readonly Below[]): Promise<Set<Id>> {
  const locked = statuses.filter((one) => one.locked).map((one) => one.id)
  const open = statuses.filter((one) => !one.locked && one.in_reply_to_id !== null).map((one) => one.id)
  if (open.length === 0) return new Set(locked)
  const below = await selectBelowLocked(app, { ids: open, limit: MAX_ABOVE })
  return new Set([...locked, ...below.map((row) => row.start)])
}

/**
 * Whether an account of this server may reply there. Replies of others are for the community's server to judge.
 * @throws Forbidden if the thread is locked, except for the community's moderators
 */
export async function requireUnlocked(
  app: Reader,
  actor: Pick<Account, 'id' | 'domain'>,
  parent: Below & Pick<Status, 'community_id'>,
): Promise<void> {
  if (actor.domain !== null || !(await findLocked(app, [parent])).has(parent.id)) return
  if (parent.community_id !== null && (await isModerator(app, parent.community_id, actor.id))) return
  throw new Forbidden('thread-locked')
}

const selectBelowLocked = compiled({ ids: list(id()), limit: int() }, (db, { ids, limit }) =>
  db
    .withRecursive('above(start, id, depth)', (db) =>
      db
        .selectFrom('statuses')
        .select(['id as start', 'in_reply_to_id as id', sql<number>`1`.as('depth')])
        .where('id', 'in', ids)
        .unionAll(
          db
            .selectFrom('above')
            .innerJoin('statuses as s', 's.id', 'above.id')
            .select(['above.start', 's.in_reply_to_id as id', sql<number>`above.depth + 1`.as('depth')])
            .where('above.depth', '<', limit),
        ),
    )
    .selectFrom('above')
    .innerJoin('statuses', 'statuses.id', 'above.id')
    .select('above.start')
    .distinct()
    .where('statuses.locked', '=', true),
)
