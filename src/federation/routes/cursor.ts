import type { Page } from '../../core/page.ts'
import { type Id, parseId } from '../../lib/ids.ts'
import type { Reason } from '../../messages/reason.ts'

const PAGE_SIZE = 20

/** An unreadable cursor, which is answered with 400 (E-60). */
export class BadCursor extends Error {
  readonly reason: Reason
  constructor(...reason: Reason) {
    super(reason[0])
    this.reason = reason
  }
}

/**
 * Reads the requested page from the query.
 * @returns undefined if the collection itself is requested
 * @throws BadCursor
 */
export function requestedPage(query: URLSearchParams): Page | undefined {
  if (query.get('page') === null) return undefined
  if (query.get('page') !== 'true') throw new BadCursor('page-parameter-invalid')
  const maxId = cursor(query, 'max_id')
  const minId = cursor(query, 'min_id')
  return { limit: PAGE_SIZE, ...(maxId !== undefined && { maxId }), ...(minId !== undefined && { minId }) }
}

function cursor(query: URLSearchParams, name: string): Id | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const id = parseId(text)
  if (id === undefined) throw new BadCursor('not-a-cursor', { name })
  return id
}

/**
 * Links from one page of a collection to the pages before and after it. They stay valid when items are added.
 * @param cursors ids of the rows of this page, newest first
 */
export function pageLinks(collection: string, page: Page, cursors: readonly Id[]): { prev?: string; next?: string } {
  const newest = cursors[0]
  const oldest = cursors.at(-1)
  return {
    ...(newest !== undefined && { prev: `${collection}?page=true&min_id=${newest}` }),
    ...(oldest !== undefined && cursors.length === page.limit && { next: `${collection}?page=true&max_id=${oldest}` }),
  }
}
