import type { Page } from '../../core/page.ts'
import { type Id, parseId } from '../../lib/ids.ts'

const PAGE_SIZE = 20

/** Thrown for a cursor that is none: an answer 400, never an error of ours (E-60). */
export class BadCursor extends Error {}

/**
 * The page that the query asks for, or undefined when it asks for the collection itself.
 * @throws BadCursor
 */
export function requestedPage(query: URLSearchParams): Page | undefined {
  if (query.get('page') === null) return undefined
  if (query.get('page') !== 'true') throw new BadCursor('page can only be “true”')
  const maxId = cursor(query, 'max_id')
  const minId = cursor(query, 'min_id')
  return { limit: PAGE_SIZE, ...(maxId !== undefined && { maxId }), ...(minId !== undefined && { minId }) }
}

function cursor(query: URLSearchParams, name: string): Id | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const id = parseId(text)
  if (id === undefined) throw new BadCursor(`${name} is not a cursor of this collection`)
  return id
}

/**
 * A page of a collection, newest first, with links that stay right when something is added meanwhile.
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
