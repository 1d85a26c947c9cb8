/** The statuses of one account. */
import type { SelectQueryBuilder } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import type { App } from '../app.ts'
import { edgeOfSearch, inOrder, type Page, paginate, upTo } from '../page.ts'
import { isBlocked } from '../policy/blocks.ts'
import { isCommunity } from '../policy/community.ts'
import { OPEN } from '../policy/open.ts'
import { isNotReplyToOtherSql } from '../policy/replies.ts'
import { isVisibleSql } from '../policy/visible.ts'
import { findFollow } from '../relationships/find.ts'
import { pinnedAmong } from './pinned.ts'

interface AccountFilters {
  excludeReplies?: boolean
  excludeReblogs?: boolean
  excludeDirect?: boolean
  onlyMedia?: boolean
  /** Not even unlisted ones. */
  onlyPublic?: boolean
  pinned?: boolean
  /** A hashtag, with or without `#`. */
  tagged?: string
  /** How many of its posts are searched for a page. Without it, all of them may be. */
  searched?: number
}

/** The statuses of an account that the viewer may see. An account's replies to itself do not count as replies here. */
export async function accountTimeline(
  app: App,
  account: Account,
  viewer: Account | undefined,
  filters: AccountFilters,
  page: Page,
): Promise<Id[]> {
  if (viewer && viewer.id !== account.id && (await isBlocked(app.db, viewer.id, account.id))) return []
  if (filters.pinned && isCommunity(account)) return await pinnedAmong(openStatuses(app), account, page)
  const all = app.db.selectFrom('statuses').select('statuses.id').where('statuses.account_id', '=', account.id)
  const open = viewer?.id === account.id ? all : await shownTo(app, viewer, account, all)
  const narrowed = narrow(open, filters)
  if (filters.pinned) return await pinnedAmong(narrowed, account, page)
  const { searched } = filters
  const edge = searched === undefined ? undefined : await edgeOfSearch(all, 'statuses.id', page, searched)
  const rows = await paginate(upTo(narrowed, 'statuses.id', page, edge), 'statuses.id', page).execute()
  return inOrder(rows, page).map((row) => row.id)
}

type IdQuery = SelectQueryBuilder<Database, 'statuses', { id: Id }>

/** What a community has pinned was written by others. Whoever loads it leaves out what this viewer may not see. */
function openStatuses(app: App): IdQuery {
  return app.db.selectFrom('statuses').select('statuses.id').where('statuses.visibility', 'in', OPEN)
}

/** Filters like `maySee`, so that pages are full of visible statuses. */
async function shownTo(app: App, viewer: Account | undefined, account: Account, query: IdQuery): Promise<IdQuery> {
  const followsAuthor = viewer !== undefined && (await findFollow(app, viewer.id, account.id)) !== undefined
  return query.where(isVisibleSql('statuses', account, viewer && { id: viewer.id, followsAuthor }))
}

function narrow(query: IdQuery, filters: AccountFilters): IdQuery {
  let narrowed = query
  if (filters.excludeReblogs) narrowed = narrowed.where('statuses.boost_of_id', 'is', null)
  if (filters.excludeDirect) narrowed = narrowed.where('statuses.visibility', '!=', 'direct')
  if (filters.onlyPublic) narrowed = narrowed.where('statuses.visibility', '=', 'public')
  if (filters.onlyMedia) narrowed = narrowed.where('statuses.has_media', '=', true)
  if (filters.excludeReplies) narrowed = narrowed.where(isNotReplyToOtherSql('statuses'))
  if (filters.tagged) narrowed = withTag(narrowed, normalizeTag(filters.tagged))
  return narrowed
}

function withTag(query: IdQuery, key: string): IdQuery {
  return query.where((where) =>
    where.exists(
      where
        .selectFrom('status_tags')
        .innerJoin('tags', 'tags.id', 'status_tags.tag_id')
        .select('tags.id')
        .where('tags.tag_key', '=', key)
        .whereRef('status_tags.status_id', '=', 'statuses.id'),
    ),
  )
}
