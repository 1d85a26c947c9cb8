/** Hashtags: one row per normalised spelling, and which statuses carry it. */
import type { Id } from '../../lib/ids.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import type { Tx } from '../app.ts'

/** @param names as spelt, without `#`; what is no tag at all is left out */
export async function storeTags(tx: Tx, statusId: Id, names: readonly string[]): Promise<void> {
  if (names.length === 0) return
  const byKey = new Map<string, string>()
  for (const name of names) {
    const key = normalizeTag(name.trim())
    if (key && !byKey.has(key)) byKey.set(key, name)
  }
  if (byKey.size === 0) return
  const ids = await tagIds(tx, byKey)
  await tx.db
    .insertInto('status_tags')
    .values(ids.map((tag_id) => ({ tag_id, status_id: statusId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** After an edit. */
export async function replaceTags(tx: Tx, statusId: Id, names: readonly string[]): Promise<void> {
  await tx.db.deleteFrom('status_tags').where('status_id', '=', statusId).execute()
  await storeTags(tx, statusId, names)
}

async function tagIds(tx: Tx, byKey: Map<string, string>): Promise<Id[]> {
  const known = await findTags(tx, [...byKey.keys()])
  const missing = [...byKey].filter(([key]) => !known.has(key)).sort(([a], [b]) => (a < b ? -1 : 1))
  if (missing.length === 0) return [...known.values()]
  // In the order of keys, so that two transactions that make the same tags never wait for each other in a circle.
  await tx.db
    .insertInto('tags')
    .values(missing.map(([tag_key, name]) => ({ id: tx.ids.next(), tag_key, name })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return [...(await findTags(tx, [...byKey.keys()])).values()]
}

async function findTags(tx: Tx, keys: string[]): Promise<Map<string, Id>> {
  const rows = await tx.db.selectFrom('tags').select(['id', 'tag_key']).where('tag_key', 'in', keys).execute()
  return new Map(rows.map((row) => [row.tag_key, row.id]))
}
