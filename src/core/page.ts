/** Mastodon's pagination: ids as cursors, newest first. Pages stay stable while rows are inserted. */
import type { Id } from '../lib/ids.ts'

export interface Page {
  /** Only rows older than this. */
  maxId?: Id
  /** Only rows newer than this: the newest ones. */
  sinceId?: Id
  /** Only rows newer than this: those that follow it directly. */
  minId?: Id
  limit: number
}

/**
 * Where the search for a page ends if most rows do not match: the id of the row `size` places after its beginning.
 * @param rows every row that is searched, over an index that begins with its conditions and ends with `column`
 * @returns undefined if there are fewer rows
 */
export async function edgeOfSearch<Q extends Pageable<Q> & Searchable>(
  rows: Q,
  column: string,
  page: Page,
  size: number,
): Promise<Id | undefined> {
  const [edge] = await paginate(rows, column, { ...page, limit: 1 })
    .offset(size)
    .execute()
  return edge?.id
}

interface Searchable {
  offset(offset: number): { execute(): Promise<{ id: Id }[]> }
}

interface Pageable<Q> {
  where(column: never, operator: '<' | '>', value: Id): Q
  orderBy(column: never, direction: 'asc' | 'desc'): Q
  limit(limit: number): Q
}

/** Narrows a query to one page over `column`. Pass its rows through `inOrder`. */
export function paginate<Q extends Pageable<Q>>(query: Q, column: string, page: Page): Q {
  let narrowed = query
  const key = column as never
  if (page.maxId !== undefined) narrowed = narrowed.where(key, '<', page.maxId)
  const newerThan = page.minId ?? page.sinceId
  if (newerThan !== undefined) narrowed = narrowed.where(key, '>', newerThan)
  return narrowed.orderBy(key, page.minId === undefined ? 'desc' : 'asc').limit(page.limit)
}

/** Narrows a query to what is searched for a page. @param edge as `edgeOfSearch` returned it */
export function upTo<Q extends Pageable<Q>>(query: Q, column: string, page: Page, edge: Id | undefined): Q {
  if (edge === undefined) return query
  return query.where(column as never, page.minId === undefined ? '>' : '<', edge)
}

/** Puts the rows of a page in order, newest first. */
export function inOrder<T>(rows: T[], page: Page): T[] {
  return page.minId === undefined ? rows : rows.reverse()
}

/**
 * The page as three values for queries that are compiled once: `after < id < before`, in this direction. Only the
 * direction changes the text of the query.
 */
export function boundsOf(page: Page): { before: Id; after: Id; direction: 'asc' | 'desc' } {
  return {
    before: page.maxId ?? Number.MAX_SAFE_INTEGER,
    after: page.minId ?? page.sinceId ?? 0,
    direction: page.minId === undefined ? 'desc' : 'asc',
  }
}
