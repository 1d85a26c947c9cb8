import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import type { App } from '../app.ts'
import { inOrder, type Page, paginate } from '../page.ts'
import { isHiddenAuthorSql } from '../policy/wanted.ts'
import type { PublicFilters } from './public.ts'

/** Public posts with a hashtag, with or without `#` and in any case, except those of blocked and muted authors. */
export async function tagTimeline(
  app: App,
  tag: string,
  filters: PublicFilters,
  viewer: Pick<Account, 'id'> | undefined,
  page: Page,
): Promise<Id[]> {
  const row = await app.db.selectFrom('tags').select('id').where('tag_key', '=', normalizeTag(tag)).executeTakeFirst()
  if (!row) return []
  let query = app.db
    .selectFrom('status_tags')
    .innerJoin('statuses', 'statuses.id', 'status_tags.status_id')
    .select('status_tags.status_id')
    .where('status_tags.tag_id', '=', row.id)
    .where('statuses.visibility', '=', 'public')
  if (filters.local) query = query.where('statuses.local', '=', true)
  if (filters.remote) query = query.where('statuses.local', '=', false)
  if (filters.onlyMedia) query = query.where('statuses.has_media', '=', true)
  if (viewer)
    query = query.where((where) =>
      where.not(isHiddenAuthorSql(where.ref('statuses.account_id'), where.val(viewer.id), app.clock.now())),
    )
  return inOrder(await paginate(query, 'status_tags.status_id', page).execute(), page).map((row) => row.status_id)
}
