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
