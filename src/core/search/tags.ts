import type { Id } from '../../lib/ids.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import type { App } from '../app.ts'
import { endOfPrefix } from './prefix.ts'

export interface FoundTag {
  id: Id
  name: string
}

/**
 * Hashtags that begin with the text, an exact match first. Only hashtags of public statuses are found, because a word
 * may reveal what a private status says.
 */
export async function searchTags(
  app: Pick<App, 'db'>,
  q: string,
  { limit, offset }: { limit: number; offset: number },
): Promise<FoundTag[]> {
  const key = normalizeTag(q)
  if (key === '' || /\s/.test(q)) return []
  return await app.db
    .selectFrom('tags')
    .select(['id', 'name'])
    .where('tag_key', '>=', key)
    .where('tag_key', '<', endOfPrefix(key))
    .where((where) =>
      where.exists(
        where
          .selectFrom('status_tags')
          .innerJoin('public_entries', 'public_entries.status_id', 'status_tags.status_id')
          .select('status_tags.status_id')
          .whereRef('status_tags.tag_id', '=', 'tags.id'),
      ),
    )
    .orderBy('tag_key')
    .limit(limit)
    .offset(offset)
    .execute()
}
