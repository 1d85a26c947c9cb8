import { sql } from 'kysely'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { normalizeTag } from '../../lib/text/normalize-tag.ts'
import type { App } from '../app.ts'
import { edgeOfSearch, inOrder, type Page, paginate, upTo } from '../page.ts'
import { isListedSql } from '../policy/wanted.ts'
import type { PublicFilters } from './public.ts'

interface TagFilters extends PublicFilters {
  /** Posts with one of these tags are listed too. */
  any?: readonly string[]
  /** A post must have all of these tags as well. */
  all?: readonly string[]
  /** A post must have none of these. */
  none?: readonly string[]
  /** How many posts with a tag are searched for a page. Without it, all of them may be. */
  searched?: number
}

/** Each further tag costs a query, so no more of each kind are read. Mastodon's limit. */
const MAX_OTHER_TAGS = 4

/** Public posts with a hashtag, with or without `#` and in any case, except those of blocked and muted authors. */
export async function tagTimeline(
  app: App,
  tag: string,
  filters: TagFilters,
  viewer: Pick<Account, 'id'> | undefined,
  page: Page,
): Promise<Id[]> {
  const [wanted, all, none] = await Promise.all([
    findTags(app, [tag, ...few(filters.any)]),
    findTags(app, few(filters.all)),
    findTags(app, few(filters.none)),
  ])
  // A tag that nobody has used is on no post.
  if (all.some((id) => id === undefined)) return []
  const others = { all: all.filter(isKnown), none: none.filter(isKnown) }
  const lists = await Promise.all(
    [...new Set(wanted.filter(isKnown))].map((id) => withTag(app, id, { ...filters, ...others }, viewer, page)),
  )
  return merged(lists, page)
}

const few = (tags: readonly string[] = []) => tags.slice(0, MAX_OTHER_TAGS)
const isKnown = (id: Id | undefined): id is Id => id !== undefined

/** In the order of the names. */
async function findTags(app: App, names: readonly string[]): Promise<(Id | undefined)[]> {
  if (names.length === 0) return []
  const keys = names.map(normalizeTag)
  const rows = await app.db.selectFrom('tags').select(['id', 'tag_key']).where('tag_key', 'in', keys).execute()
  const byKey = new Map(rows.map((row) => [row.tag_key, row.id]))
  return keys.map((key) => byKey.get(key))
}

type Narrowed = PublicFilters & { all: readonly Id[]; none: readonly Id[]; searched?: number }

/** One page of the posts with one tag. */
async function withTag(
  app: App,
  tagId: Id,
  filters: Narrowed,
  viewer: Pick<Account, 'id'> | undefined,
  page: Page,
): Promise<Id[]> {
  let query = app.db
    .selectFrom('status_tags')
    .innerJoin('statuses', 'statuses.id', 'status_tags.status_id')
    .select('status_tags.status_id')
    .where('status_tags.tag_id', '=', tagId)
    .where('statuses.visibility', '=', 'public')
  if (filters.local) query = query.where('statuses.local', '=', true)
  if (filters.remote) query = query.where('statuses.local', '=', false)
  if (filters.onlyMedia) query = query.where('statuses.has_media', '=', true)
  for (const id of filters.all) query = query.where((where) => where.exists(taggedWith(app, id)))
  for (const id of filters.none) query = query.where((where) => where.not(where.exists(taggedWith(app, id))))
  query = query.where((where) => isListedSql(where.ref('statuses.account_id'), viewer, app.clock.now()))
  if (filters.searched !== undefined) {
    const all = app.db.selectFrom('status_tags').select('status_id as id').where('tag_id', '=', tagId)
    const edge = await edgeOfSearch(all, 'status_id', page, filters.searched)
    query = upTo(query, 'status_tags.status_id', page, edge)
  }
  return (await paginate(query, 'status_tags.status_id', page).execute()).map((row) => row.status_id)
}

function taggedWith(app: App, tagId: Id) {
  return app.db
    .selectFrom('status_tags as other')
    .select('other.tag_id')
    .where('other.tag_id', '=', tagId)
    .where('other.status_id', '=', sql.ref<Id>('statuses.id'))
}

/** One page from the pages of several tags. A post with two of them is on both. */
function merged(lists: readonly Id[][], page: Page): Id[] {
  const isUpwards = page.minId !== undefined
  const ids = [...new Set(lists.flat())].sort((a, b) => (isUpwards ? a - b : b - a))
  return inOrder(ids.slice(0, page.limit), page)
}
