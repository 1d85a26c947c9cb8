/** Which media stay although their quota is exceeded: those of posts that a local user has used (`core/policy/used.ts`). */
import type { Media } from '../../../db/tables/media.ts'
import type { Status } from '../../../db/tables/statuses.ts'
import type { Reader, Tx } from '../../app.ts'
import { keepsMediaSql } from '../../policy/used.ts'

type Id = Media['id']

/** Avatars and headers never stay: they are looked at often, and come back by themselves. */
export async function usedAmong({ db }: Pick<Reader, 'db'>, media: readonly Pick<Media, 'id'>[]): Promise<Set<Id>> {
  if (media.length === 0) return new Set()
  const ids = media.map(({ id }) => id)
  const rows = await db
    .selectFrom('media')
    .select('media.id')
    .where('media.id', 'in', ids)
    .where(({ or, exists, selectFrom }) =>
      or(
        (['media_key', 'preview_key'] as const).map((column) =>
          exists(
            selectFrom('attachments')
              .innerJoin('statuses', 'statuses.id', 'attachments.status_id')
              .select('attachments.id')
              .whereRef(`attachments.${column}`, '=', 'media.key')
              .where(keepsMediaSql('statuses')),
          ),
        ),
      ),
    )
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/**
 * Takes the copies of a post's media out of the queue, in the transaction that uses the post. Whoever is dropping one of
 * them at this moment either sees this, or is seen by what the transaction reads afterwards.
 */
export async function keepCopiesOf({ db }: Tx, statusId: Status['id']): Promise<void> {
  // Those of earlier versions are looked at when they would be dropped: a post can have any number of them.
  const attached = db.selectFrom('attachments').where('status_id', '=', statusId).where('edit_id', 'is', null)
  await db
    .updateTable('media')
    .set({ evictable_at: null })
    .where('evictable_at', 'is not', null)
    .where(({ or, eb }) =>
      or([
        eb('key', 'in', attached.where('media_key', 'is not', null).select('media_key')),
        eb('key', 'in', attached.where('preview_key', 'is not', null).select('preview_key')),
      ]),
    )
    .execute()
}
