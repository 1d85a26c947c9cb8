/** Removes the rows of popular posts in transactions of limited size, before the posts themselves are dropped. */
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { addToCount, countStatuses } from '../counts/statuses.ts'
import { tally } from '../counts/tally.ts'
import type { Droppable } from './droppable.ts'

/** Rows per transaction. */
const BATCH = 250
/** With more favourites and boosts, a post is thinned out. */
const MANY = 10

/** @returns how many boosts are gone */
export async function thinOut(app: App, statuses: readonly Droppable[]): Promise<number> {
  const ids = statuses.map(({ id }) => id)
  await removeFromHomes(app, ids)
  const popular = statuses.filter((one) => one.boosts_count + one.favourites_count > MANY).map(({ id }) => id)
  if (popular.length === 0) return 0
  while ((await app.transaction((tx) => removeFavourites(tx, popular))) === BATCH) await app.clock.sleep(0)
  let boosts = 0
  for (let removed = BATCH; removed === BATCH; boosts += removed) {
    removed = await app.transaction((tx) => removeBoosts(tx, popular, BATCH))
    await app.clock.sleep(0)
  }
  return boosts
}

/** Only homes with few posts hold such old ones, but there may be very many of these. */
async function removeFromHomes({ db, clock }: App, ids: readonly Id[]): Promise<void> {
  const posts = db
    .selectFrom('statuses')
    .select('id')
    .where((where) => where.or([where('id', 'in', ids), where('boost_of_id', 'in', ids)]))
  const entries = db.selectFrom('home_entries').select(['account_id', 'status_id']).where('status_id', 'in', posts)
  while ((await entries.limit(1).execute()).length > 0) {
    await db
      .deleteFrom('home_entries')
      .where(({ eb, refTuple }) =>
        eb(refTuple('account_id', 'status_id'), 'in', entries.limit(BATCH).$asTuple('account_id', 'status_id')),
      )
      .execute()
    await clock.sleep(0)
  }
}

/** Removes favourites of other servers' users. @returns how many */
async function removeFavourites(tx: Tx, ids: readonly Id[]): Promise<number> {
  const rows = await tx.db
    .selectFrom('favourites')
    .leftJoin('users', 'users.account_id', 'favourites.account_id')
    .select(['favourites.id', 'favourites.status_id'])
    .where('favourites.status_id', 'in', ids)
    .where('users.id', 'is', null)
    .limit(BATCH)
    .execute()
  if (rows.length === 0) return 0
  await tx.db
    .deleteFrom('favourites')
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute()
  for (const [id, count] of tally(rows.map((row) => row.status_id)))
    await addToCount(tx, id, 'favourites_count', -count)
  return rows.length
}

/** Removes boosts by other servers' users. They do not come back, so nothing counts them. @returns how many */
export async function removeBoosts(tx: Tx, ids: readonly Id[], most = Number.MAX_SAFE_INTEGER): Promise<number> {
  const boosts = await tx.db
    .selectFrom('statuses')
    .select(['id', 'account_id', 'visibility', 'boost_of_id'])
    .where('boost_of_id', 'in', ids)
    .where('local', '=', false)
    .limit(most)
    .execute()
  if (boosts.length === 0) return 0
  const gone = boosts.map(({ id }) => id)
  await tx.db.deleteFrom('home_entries').where('status_id', 'in', gone).execute()
  await tx.db.deleteFrom('statuses').where('id', 'in', gone).execute()
  for (const [id, count] of tally(boosts.map((boost) => boost.boost_of_id as Id)))
    await addToCount(tx, id, 'boosts_count', -count)
  const counted = boosts.filter(({ visibility }) => visibility !== 'direct')
  for (const [id, count] of tally(counted.map((boost) => boost.account_id))) await countStatuses(tx, id, -count)
  return boosts.length
}
