import type { Page } from '../../core/page.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { parseId } from '../../lib/ids.ts'
import type { Turns } from '../components/feed.tsx'

/** Entries of a list on one page. */
export const POSTS_PER_PAGE = 20

/** The page that `?max_id=` (older) or `?min_id=` (newer) asks for, or the first page if there is no valid id. */
export function pageOf(request: IncomingRequest): Page {
  const query = new URLSearchParams(request.query)
  const [maxId, minId] = ['max_id', 'min_id'].map((name) => parseId(query.get(name) ?? undefined))
  const from = maxId !== undefined ? { maxId } : minId !== undefined ? { minId } : {}
  return { limit: POSTS_PER_PAGE, ...from }
}

/** @param cursors the ids by which the page was selected, newest first */
export function turnsOf(path: string, cursors: readonly number[], page: Page): Turns {
  const [first, last] = [cursors[0], cursors.at(-1)]
  if (first === undefined) return {}
  const isFirst = page.maxId === undefined && page.minId === undefined
  const isLast = page.minId === undefined && cursors.length < page.limit
  return {
    ...(!isFirst && { newer: `${path}?min_id=${first}` }),
    ...(!isLast && { older: `${path}?max_id=${last}` }),
  }
}

/** Whether nothing is newer than this page. The first page then shows the same posts, and more. */
export function reachesTop(page: Page, cursors: readonly number[]): boolean {
  return page.minId !== undefined && cursors.length < page.limit
}

/** Where a list that is loaded whole goes on: `?from=80`. */
export function offsetOf(request: IncomingRequest): number {
  const given = Number(new URLSearchParams(request.query).get('from'))
  return Number.isSafeInteger(given) && given > 0 ? given : 0
}
