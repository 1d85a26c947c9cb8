import { ownPath } from './own-path.ts'

/**
 * Where a form leads back to: the page on which it was, and the place there that it was about.
 * @param fields.back the path of the page; `fields.anchor` the id of the place
 */
export function backFrom({ back, anchor }: Record<string, string>, otherwise: string): string {
  const path = ownPath(back) ?? otherwise
  return anchor && /^[\w-]{1,64}$/.test(anchor) ? `${path}#${anchor}` : path
}
