import type { Id } from '../../lib/ids.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import type { App } from '../app.ts'
import { endOfPrefix } from './prefix.ts'

export interface FoundTag {
  id: Id
  name: string
}

/** Hashtags that begin so; what was typed itself comes first. */
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
    .orderBy('tag_key')
    .limit(limit)
    .offset(offset)
    .execute()
}
