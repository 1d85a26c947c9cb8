import type { Page } from '../../core/page.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { parseId } from '../../lib/ids.ts'

const POSTS_PER_PAGE = 20

/** The page that `?max_id=` asks for, or the first page if there is no valid id. */
export function pageOf(request: IncomingRequest): Page {
  const maxId = parseId(new URLSearchParams(request.query).get('max_id') ?? undefined)
  return { limit: POSTS_PER_PAGE, ...(maxId !== undefined && { maxId }) }
}

/** The address of the next page, or undefined if this page was not full. */
export function olderThan(path: string, ids: readonly number[]): string | undefined {
  const last = ids.at(-1)
  return ids.length < POSTS_PER_PAGE || last === undefined ? undefined : `${path}?max_id=${last}`
}
