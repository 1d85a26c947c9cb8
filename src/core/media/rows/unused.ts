/**
 * Marks media of other servers to which nothing refers any more. A row is marked when the last reference to it is
 * deleted, and `prune.ts` looks for the others. It is deleted a while later, unless something refers to it again.
 */
import { type Expression, type SqlBool, sql } from 'kysely'
import type { App, Tx } from '../../app.ts'
import { dropCopies } from '../copies/drop.ts'
import { ttlOf } from '../copies/quotas.ts'

/** Where the tables refer to a key. Each column leads an index. */
const REFERENCES = [
  ['attachments', 'media_key'],
  ['attachments', 'preview_key'],
  ['accounts', 'avatar_key'],
  ['accounts', 'header_key'],
] as const

/** The SQL condition that nothing refers to a row of `media`, and that no post has shown it as an emoji for long. */
export function isUnusedSql(app: App): Expression<SqlBool> {
  const seenBefore = app.clock.now() - ttlOf(app, 'emojis')
  return sql<SqlBool>`(media.remote_url is not null and coalesce(media.seen_at, 0) < ${seenBefore} and ${sql.join(
    REFERENCES.map(
      ([table, column]) =>
        sql`not exists (select 1 from ${sql.table(table)} where ${sql.ref(`${table}.${column}`)} = media.key)`,
    ),
    sql` and `,
  )})`
}

/**
 * To be called when references to these keys were deleted. Marks those to which no others are left, and drops their
 * copies: nobody should see a deleted picture any longer.
 */
export async function releaseMedia(tx: Tx, keys: readonly (string | null)[]): Promise<void> {
  const released = [...new Set(keys)].filter((key) => key !== null)
  if (released.length === 0) return
  const unused = await tx.db
    .updateTable('media')
    .set({ unused_since: tx.clock.now() })
    .where('key', 'in', released)
    .where('unused_since', 'is', null)
    .where(isUnusedSql(tx))
    .returningAll()
    .execute()
  await dropCopies(tx, unused)
}

/** The same for deleted rows of `attachments`. */
export async function releaseAttachments(
  tx: Tx,
  rows: readonly { media_key: string | null; preview_key: string | null }[],
): Promise<void> {
  await releaseMedia(
    tx,
    rows.flatMap(({ media_key, preview_key }) => [media_key, preview_key]),
  )
}
