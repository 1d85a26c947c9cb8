import { HOUR } from '../../lib/durations.ts'
import { type Id, idAt } from '../../lib/ids.ts'
import type { Reaction, Tx } from '../app.ts'
import { isWantedInHomeSql } from '../policy/wanted.ts'
import { HOME_KEPT_FOR_MS, HOME_LENGTH } from './limits.ts'
import { markRepeats } from './repeats.ts'

const FIRST_WINDOW_MS = 12 * HOUR
/** The windows are 12 h, 24 h, 48 h and so on. */
const WINDOWS = 8

/** user.returned: rebuilds the home of a user who was away so long that it was no longer updated. */
export const rebuildHomeOnReturn: Reaction<'user.returned'> = async (tx, { account_id, last_active_at }) => {
  if (tx.clock.now() - last_active_at > HOME_KEPT_FOR_MS) await rebuildHome(tx, account_id)
}

/** Reads back in growing windows until home is full, so that a busy home does not read months of statuses. */
async function rebuildHome(tx: Tx, accountId: Id): Promise<void> {
  await tx.db.deleteFrom('home_entries').where('account_id', '=', accountId).execute()
  let before: Id = Number.MAX_SAFE_INTEGER
  let since = tx.clock.now()
  let room = HOME_LENGTH
  for (let window = 0; window < WINDOWS && room > 0; window++) {
    since -= FIRST_WINDOW_MS * 2 ** window
    room -= await fill(tx, accountId, { after: idAt(since), before, room })
    before = idAt(since) + 1
  }
  await markRepeats(tx, accountId)
}

/** @returns how many entries were written */
async function fill(
  tx: Tx,
  accountId: Id,
  { after, before, room }: { after: Id; before: Id; room: number },
): Promise<number> {
  const followed = tx.db
    .selectFrom('follows as f')
    .innerJoin('statuses as s', 's.account_id', 'f.target_id')
    .leftJoin('statuses as original', 'original.id', 's.boost_of_id')
    .select(['f.account_id', 's.id as status_id', 's.account_id as author_id', 's.boost_of_id'])
    .where('f.account_id', '=', accountId)
    .where('s.id', '>', after)
    .where('s.id', '<', before)
    .where((where) => isWantedInHomeSql(where, tx.clock.now()))
  const own = tx.db
    .selectFrom('statuses as own')
    .select(['own.account_id', 'own.id as status_id', 'own.account_id as author_id', 'own.boost_of_id'])
    .where('own.account_id', '=', accountId)
    .where('own.id', '>', after)
    .where('own.id', '<', before)
  const result = await tx.db
    .insertInto('home_entries')
    .columns(['account_id', 'status_id', 'author_id', 'boost_of_id'])
    .expression(followed.unionAll(own).orderBy('status_id', 'desc').limit(room))
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return Number(result.numInsertedOrUpdatedRows ?? 0)
}
