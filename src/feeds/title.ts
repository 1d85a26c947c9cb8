import type { StatusWithAttachments } from '../core/statuses/load-rows.ts'
import { splitTitle } from '../core/statuses/split-title.ts'
import { htmlToUnfoldedText } from '../lib/html/html-to-text.ts'
import { firstLine } from '../lib/text/first-line.ts'
import { safeLine } from './safe-line.ts'

/** In characters. */
const MAX_TITLE = 80

const KINDS = { image: 'Picture', video: 'Film', gifv: 'Film', audio: 'Sound', unknown: 'File' } as const

/**
 * The title of a post in lists: its content warning, which covers everything else; its own title; the first line of what
 * is not folded; or what its first picture shows. Plain text in one line.
 */
export function titleOf(status: StatusWithAttachments): string {
  const warning = safeLine(status.content_warning, MAX_TITLE)
  if (warning) return warning
  const text = htmlToUnfoldedText(splitTitle(status)?.title ?? status.content)
  return safeLine(firstLine(text) || text, MAX_TITLE) || titleOfMedia(status) || 'Post'
}

function titleOfMedia({ sensitive, attachments: [first] }: StatusWithAttachments): string {
  if (!first) return ''
  if (sensitive) return 'Sensitive media'
  return safeLine([KINDS[first.type], first.description].filter(Boolean).join(': '), MAX_TITLE)
}
