import type { Visit } from '../visit/visit.ts'
import { ownPath } from './own-path.ts'

/**
 * Where a form leads back to: the page on which it was, and the place there that it was about.
 * @param fields.back the path of the page; `fields.anchor` the id of the place
 */
export function backFrom({ back, anchor }: Record<string, string>, otherwise: string): string {
  const path = ownPath(back) ?? otherwise
  return anchor && /^[\w-]{1,64}$/.test(anchor) ? `${path}#${anchor}` : path
}

/** The page with the form that was sent, if the browser says which. */
export function pageOfForm({ app, request }: Visit): string | undefined {
  if (request.method !== 'POST') return undefined
  const page = URL.parse(request.header('referer') ?? '')
  return page?.origin === app.uris.origin ? ownPath(page.pathname + page.search) : undefined
}
