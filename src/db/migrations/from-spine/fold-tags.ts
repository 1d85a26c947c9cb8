import { type Kysely, sql } from 'kysely'
import { normalizeTag } from '../../../lib/text/normalize-tag.ts'
import type { Database } from '../../tables/index.ts'
import type { Step } from './step.ts'

/** Tags per batch. */
const BATCH = 1_000

/**
 * Gives hashtags the keys that they have since diacritics are folded. Two tags that get the same key become one, with
 * the posts of both.
 */
export const foldTags: Step = async ({ db, schema }) => {
  if (schema.get('status_tags')?.has('place')) return
  const typed = db as Kysely<Database>
  for (let batch = await readBatch(typed, 0); batch.length > 0; ) {
    for (const tag of batch) if (normalizeTag(tag.tag_key) !== tag.tag_key) await foldTag(typed, tag)
    batch = await readBatch(typed, batch.at(-1)?.id ?? 0)
  }
}

function readBatch(db: Kysely<Database>, after: number) {
  return db.selectFrom('tags').select(['id', 'tag_key']).where('id', '>', after).orderBy('id').limit(BATCH).execute()
}

async function foldTag(db: Kysely<Database>, { id, tag_key }: { id: number; tag_key: string }): Promise<void> {
  const key = normalizeTag(tag_key)
  const other = await db.selectFrom('tags').select('id').where('tag_key', '=', key).executeTakeFirst()
  if (!other && key !== '') {
    await db.updateTable('tags').set({ tag_key: key }).where('id', '=', id).execute()
    return
  }
  if (other)
    await sql`insert into status_tags (tag_id, status_id)
      select ${other.id}, status_id from status_tags where tag_id = ${id} on conflict do nothing`.execute(db)
  await db.deleteFrom('status_tags').where('tag_id', '=', id).execute()
  await db.deleteFrom('tags').where('id', '=', id).execute()
}
