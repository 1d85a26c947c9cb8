/**
 * Renders the title of a topic in a community. Lemmy shows one for every topic: without `name` it takes the first line
 * of the text, with the mentions as Markdown links.
 */
import type { JsonObject } from '../../activitypub/read.ts'
import { firstLine, firstLineOfHtml } from '../../lib/text/first-line.ts'
import type { NoteParts } from './load-notes.ts'

/** Code points, which Lemmy counts. It cuts off the rest, within a word. */
const MAX_TITLE = 200
const ELLIPSIS = '…'

/**
 * The `name` of a post that starts a thread in a community: its content warning, since a title is never covered, or
 * else its first line with words. The text keeps that line for readers that show no titles.
 */
export function renderTitle({ status, community, inReplyTo }: NoteParts): JsonObject {
  if (!community || inReplyTo !== null) return {}
  const title = firstLine(status.content_warning) || firstLineOfHtml(status.content)
  return title === '' ? {} : { name: shortened(title) }
}

/** At most `MAX_TITLE` long, cut off between words if there are several. */
function shortened(title: string): string {
  const points = [...title]
  if (points.length <= MAX_TITLE) return title
  const most = MAX_TITLE - ELLIPSIS.length
  const end = points.lastIndexOf(' ', most)
  return `${points.slice(0, end > 0 ? end : most).join('')}${ELLIPSIS}`
}
