/**
 * A home shows a post, or a boost of it, once in any forty entries, as in Mastodon. Further ones are stored as repeats,
 * so that one of them takes the place of the entry that was shown if that is removed.
 */
import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import type { Tx } from '../app.ts'

/** Two entries that show the same post are at least this many places apart. */
export const REPEATS_APART = 40

/** Whether the nearest entries that a home shows, before or after this place, show the same post. */
function isRepeatSql(owner: Expression<Id>, place: Expression<Id>, original: Expression<Id>): Expression<SqlBool> {
  const near = (side: Expression<SqlBool>, order: Expression<unknown>) => sql<SqlBool>`exists (
    select 1 from (
      select home.status_id, home.boost_of_id from home_entries home
      where home.account_id = ${owner} and home.repeat_of is null and ${side}
      order by home.status_id ${order} limit ${sql.lit(REPEATS_APART - 1)}
    ) near where near.status_id = ${original} or near.boost_of_id = ${original})`
  const older = near(sql`home.status_id < ${place}`, sql`desc`)
  return sql<SqlBool>`(${older} or ${near(sql`home.status_id > ${place}`, sql`asc`)})`
}

interface Entry {
  owner: Expression<Id>
  /** The post or boost of the entry. */
  status: Expression<Id>
  boostOf: Expression<Id | null>
  /** How often the post was boosted: one that never was needs no search. */
  boosts: Expression<number>
}

/** The value of `repeat_of` for a new entry: the post, if it is a repeat. */
export function repeatOfSql({ owner, status, boostOf, boosts }: Entry): RawBuilder<Id | null> {
  const original = sql<Id>`coalesce(${boostOf}, ${status})`
  return sql`case when (${boostOf} is not null or ${boosts} > 0) and ${isRepeatSql(owner, status, original)}
    then ${original} end`
}

/** In each of these homes, shows the oldest repeat of a post that is no longer shown nearby. */
export async function showRepeatsOf(tx: Tx, original: Id, owners: readonly Id[]): Promise<void> {
  if (owners.length > 0) await revealOldest(tx, { original, owners })
}

const revealOldest = compiled({ original: id(), owners: list(id()) }, (db, { original, owners }) =>
  db
    .updateTable('home_entries')
    .set({ repeat_of: null })
    .where(({ eb, refTuple }) =>
      eb(
        refTuple('account_id', 'status_id'),
        'in',
        db
          .selectFrom('home_entries as hidden')
          .select(({ fn }) => ['hidden.account_id', fn.min('hidden.status_id').as('status_id')])
          .where('hidden.account_id', 'in', owners)
          .where('hidden.repeat_of', '=', original)
          .where(({ not, ref }) => not(isRepeatSql(ref('hidden.account_id'), ref('hidden.status_id'), original)))
          .groupBy('hidden.account_id')
          .$asTuple('account_id', 'status_id'),
      ),
    ),
)

/** The same for all posts, after entries of a home were removed. */
export async function showRepeats(tx: Tx, accountId: Id): Promise<void> {
  const hidden = tx.db.selectFrom('home_entries').select('status_id').where('account_id', '=', accountId)
  if (await hidden.where('repeat_of', 'is not', null).limit(1).executeTakeFirst()) await markRepeats(tx, accountId)
}

/** Decides again for a whole home, from its oldest entry on, after many entries have come or gone. */
export async function markRepeats(tx: Tx, accountId: Id): Promise<void> {
  const entries = await tx.db
    .selectFrom('home_entries')
    .select(['status_id', 'boost_of_id', 'repeat_of'])
    .where('account_id', '=', accountId)
    .orderBy('status_id')
    .execute()
  const repeats = repeatsAmong(entries)
  const changed = entries.filter((entry) => repeats.has(entry.status_id) !== (entry.repeat_of !== null))
  const [hidden, revealed] = [true, false].map((isRepeat) =>
    changed.flatMap(({ status_id }) => (repeats.has(status_id) === isRepeat ? status_id : [])),
  )
  await setRepeats(tx, accountId, hidden ?? [], sql`coalesce(boost_of_id, status_id)`)
  await setRepeats(tx, accountId, revealed ?? [], sql`null`)
}

/** @param entries of one home, oldest first. @returns the ids of those that show a post again too soon */
function repeatsAmong(entries: readonly { status_id: Id; boost_of_id: Id | null }[]): Set<Id> {
  const repeats = new Set<Id>()
  const shownAt = new Map<Id, number>()
  let shown = 0
  for (const { status_id, boost_of_id } of entries) {
    const original = boost_of_id ?? status_id
    const before = shownAt.get(original)
    if (before !== undefined && shown - before < REPEATS_APART) repeats.add(status_id)
    else shownAt.set(original, shown++)
  }
  return repeats
}

async function setRepeats(tx: Tx, accountId: Id, ids: readonly Id[], repeat_of: Expression<Id | null>): Promise<void> {
  if (ids.length === 0) return
  const own = tx.db.updateTable('home_entries').set({ repeat_of }).where('account_id', '=', accountId)
  await own.where('status_id', 'in', ids).execute()
}
