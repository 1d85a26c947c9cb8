/** The HTML of a post in a feed: its text and its media. Many readers show enclosures nowhere, but pictures in the text. */
import type { Status } from '../db/tables/statuses.ts'
import { escapeHtml } from '../lib/html/escape.ts'
import type { EntryMedium } from './medium.ts'
import { safeLine } from './safe-line.ts'

/** Longer than any content warning that can be written here. */
const MAX_WARNING = 5_000

type Text = Pick<Status, 'content' | 'content_warning' | 'sensitive'>

/** @returns the warning as plain text, and safe HTML in which what it covers is folded, or follows it */
export function contentOf(status: Text, media: readonly EntryMedium[]): { warning: string; content: string } {
  const warning = safeLine(status.content_warning, MAX_WARNING)
  const shown = media.map(figure).join('')
  if (warning) return { warning, content: folded(`Content warning: ${warning}`, status.content + shown) }
  const mayCover = status.sensitive && shown !== ''
  return { warning, content: status.content + (mayCover ? folded('Sensitive media', shown) : shown) }
}

/** @param summary plain text. @param html safe HTML */
function folded(summary: string, html: string): string {
  return `<details><summary>${escapeHtml(summary)}</summary>${html}</details>`
}

function figure(medium: EntryMedium): string {
  const { url, type, description, width, height } = medium
  const [src, words] = [escapeHtml(url), escapeHtml(description)]
  const size = width && height ? ` width="${width}" height="${height}"` : ''
  const label = words && ` title="${words}"`
  if (type === 'image') return `<p><img src="${src}" alt="${words}"${size}></p>`
  if (type === 'video' || type === 'gifv') return `<p><video src="${src}" controls${size}${label}></video></p>`
  if (type === 'audio') return `<p><audio src="${src}" controls${label}></audio></p>`
  return `<p><a href="${src}">${words || src}</a></p>`
}
