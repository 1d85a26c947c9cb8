/** Stores hashtags: one row per normalized spelling, and the statuses that have it. */

import { type Expression, sql } from 'kysely'
import { compiled } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id, text } from '../../db/tables/columns.ts'
import type { Id } from '../../lib/ids.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import type { Tx } from '../app.ts'

/** Characters of a normalized tag. Normalizing can make one character into many. */
const MAX_KEY_LENGTH = 128

/** @param names as typed, without `#`, in the author's order; empty and very long ones are skipped */
export async function storeTags(tx: Tx, statusId: Id, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const byKey = new Map<string, string>()
  for (const name of names) {
    const key = normalizeTag(name.trim())
    if (key && key.length <= MAX_KEY_LENGTH && !byKey.has(key)) byKey.set(key, name)
  }
  if (byKey.size === 0) return
  const keys = [...byKey.keys()]
  if ((await addExisting(tx, { statusId, keys })).length === keys.length) return
  await addTags(tx, byKey)
  await addExisting(tx, { statusId, keys })
}

/** Replaces the hashtags after an edit. */
export async function replaceTags(tx: Tx, statusId: Id, names: readonly string[]): Promise<void> {
  await tx.db.deleteFrom('status_tags').where('status_id', '=', statusId).execute()
  await storeTags(tx, statusId, names)
}

/** Adds the existing tags with these keys to the status, and returns them. */
const addExisting = compiled({ statusId: id(), keys: list(text()) }, (db, { statusId, keys }) =>
  db
    .insertInto('status_tags')
    .columns(['tag_id', 'status_id', 'place'])
    .expression((eb) =>
      eb
        .selectFrom(['tags', 'statuses'])
        .select(['tags.id as tag_id', 'statuses.id as status_id', placeAmong(keys).as('place')])
        .where('statuses.id', '=', statusId)
        .where('tags.tag_key', 'in', keys),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('tag_id'),
)

function placeAmong(keys: readonly Expression<string>[]) {
  const cases = keys.map((key, place) => sql`when ${key} then ${sql.lit(place)}`)
  return sql<number>`case tags.tag_key ${sql.join(cases, sql` `)} end`
}

/** Inserts in the order of keys, so that two transactions with the same new tags cannot deadlock. */
async function addTags(tx: Tx, byKey: ReadonlyMap<string, string>): Promise<void> {
  const rows = [...byKey].sort(([a], [b]) => (a < b ? -1 : 1))
  await tx.db
    .insertInto('tags')
    .values(rows.map(([tag_key, name]) => ({ id: tx.ids.next(), tag_key, name })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}
