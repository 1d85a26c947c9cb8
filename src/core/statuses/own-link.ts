/** The link to a post at its origin, with which the text of one ends that is no note. */
import type { Status } from '../../db/tables/statuses.ts'
import { escapeHtml } from '../../lib/html/escape.ts'

type Linked = Pick<Status, 'object_type' | 'url'>

/** The text of a page of Lemmy is complete, so pages that lead to the post anyway leave out the link below it. */
export function leaveOutOwnLink({ object_type, url }: Linked, content: string): string {
  if (object_type !== 'Page' || url === null) return content
  const address = escapeHtml(url)
  const start = content.lastIndexOf('<p><a href="')
  const last = start < 0 ? '' : content.slice(start)
  const isOwn = last.startsWith(`<p><a href="${address}" `) && last.endsWith(`>${address}</a></p>`)
  return isOwn ? content.slice(0, start) : content
}
