/** Mastodon's paging parameters and `Link` header. Invalid values are ignored or clamped, never refused (case 94). */
import type { Page } from '../../core/page.ts'
import type { Target } from '../../lib/http-server/target.ts'
import { parseId } from '../../lib/ids.ts'
import type { Cursors } from './reply.ts'

const DEFAULT_PAGE = { default: 20, max: 40 }
/** Lists of accounts have longer pages, as in Mastodon. */
export const ACCOUNTS_PAGE = { default: 40, max: 80 }
export const NOTIFICATIONS_PAGE = { default: 40, max: 80 }

type ListTarget = Pick<Target, 'path' | 'query'>

const CURSORS = ['max_id', 'since_id', 'min_id'] as const

export function readPage(form: Record<string, unknown>, bounds = DEFAULT_PAGE): Page {
  const page: Page = { limit: readLimit(form.limit, bounds) }
  const [maxId, sinceId, minId] = CURSORS.map((name) => readCursor(form[name]))
  if (maxId !== undefined) page.maxId = maxId
  if (sinceId !== undefined) page.sinceId = sinceId
  if (minId !== undefined) page.minId = minId
  return page
}

/** A number beyond all ids is read as the largest one: clients send such a `max_id` to start at the newest row. */
function readCursor(value: unknown) {
  const text = typeof value === 'number' ? String(value) : value
  const isBeyond = typeof text === 'string' && /^\d{16,}$/.test(text) && Number(text) > Number.MAX_SAFE_INTEGER
  return isBeyond ? Number.MAX_SAFE_INTEGER : parseId(text)
}

function readLimit(value: unknown, bounds: { default: number; max: number }): number {
  const limit = typeof value === 'string' || typeof value === 'number' ? Math.trunc(Number(value)) : Number.NaN
  return Number.isFinite(limit) && limit > 0 ? Math.min(limit, bounds.max) : bounds.default
}

/** Whether the request asks for a further page of a list. Such requests have a rate limit of their own. */
export function isPaged(query: string): boolean {
  return CURSORS.some((name) => query.includes(`${name}=`))
}

/** @param origin from the configuration; the request's Host header is not trusted */
export function linkHeader(origin: string, target: ListTarget, { newest, oldest, hasMore }: Cursors): string {
  const links = [linkTo(origin, target, 'min_id', newest, 'prev')]
  if (hasMore) links.unshift(linkTo(origin, target, 'max_id', oldest, 'next'))
  return links.join(', ')
}

function linkTo(
  origin: string,
  { path, query: requested }: ListTarget,
  cursor: string,
  id: number,
  rel: string,
): string {
  const query = new URLSearchParams(requested)
  for (const name of CURSORS) query.delete(name)
  query.set(cursor, String(id))
  return `<${origin}${path}?${query}>; rel="${rel}"`
}
