import { sql } from 'kysely'
import type { App, Tx } from '../../app.ts'
import type { Described } from '../decode.ts'

/** Beyond these, the next look at the medium goes on. The same picture is rarely in more posts. */
const MAX_ATTACHMENTS_AT_ONCE = 100

/**
 * Tells the posts that show a medium what we measured of it, as far as their origin did not say: apps then reserve its
 * space and show its colours before it is loaded.
 */
export async function describeAttachments(app: App, key: string, described: Described): Promise<void> {
  const { width, height, blurhash, duration } = described
  if (width == null && height == null && blurhash == null && duration == null) return
  await app.transaction(async (tx) => {
    const rows = await undescribed(tx, key, described)
    if (rows.length === 0) return
    await tx.db
      .updateTable('attachments')
      .set({
        width: sql<number>`case when width is null then ${width ?? null} else width end`,
        height: sql<number>`case when width is null then ${height ?? null} else height end`,
        blurhash: sql<string>`coalesce(blurhash, ${blurhash ?? null})`,
        duration: sql<number>`coalesce(duration, ${duration ?? null})`,
      })
      .where(
        'id',
        'in',
        rows.map(({ id }) => id),
      )
      .execute()
    await tx.db
      .updateTable('statuses')
      .set((set) => ({ revision: set('revision', '+', 1) }))
      .where('id', 'in', [...new Set(rows.map(({ status_id }) => status_id))])
      .execute()
  })
}

async function undescribed({ db }: Tx, key: string, { width, blurhash, duration }: Described) {
  return db
    .selectFrom('attachments')
    .select(['id', 'status_id'])
    .where('media_key', '=', key)
    .where(({ or, eb }) =>
      or([
        ...(width == null ? [] : [eb('width', 'is', null)]),
        ...(blurhash == null ? [] : [eb('blurhash', 'is', null)]),
        ...(duration == null ? [] : [eb('duration', 'is', null)]),
      ]),
    )
    .limit(MAX_ATTACHMENTS_AT_ONCE)
    .execute()
}
