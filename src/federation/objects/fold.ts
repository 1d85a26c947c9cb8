/** Folds the text of a long article: its beginning is shown, and the rest is read on its own page. */
import { htmlToText } from '../../lib/html/html-to-text.ts'
import { type SafeHtml, sanitizeHtml } from '../../lib/html/sanitize.ts'
import { NOTE_LIMITS } from './limits.ts'

const PIECES = /<[^>]*>|[^<]+/g
const BLOCK_END = /^<\/(?:p|ul|ol|blockquote|pre|details)>$/
/** Whole paragraphs of at least this length are not continued by a part of the next one. */
const ENOUGH = NOTE_LIMITS.excerptLength / 2

/** The whole text if it is short, or its first paragraphs. */
export function fold(safe: SafeHtml): SafeHtml {
  if (safe.length <= NOTE_LIMITS.articleLength || htmlToText(safe).length <= NOTE_LIMITS.articleLength) return safe
  let length = 0
  let whole = { length: 0, end: 0 }
  let details = 0
  for (const { 0: piece, index } of safe.matchAll(PIECES)) {
    const left = NOTE_LIMITS.excerptLength - length
    if (!piece.startsWith('<')) length += piece.length
    if (length > NOTE_LIMITS.excerptLength)
      return sanitizeHtml(
        whole.length >= ENOUGH ? `${safe.slice(0, whole.end)}<p>…</p>` : `${safe.slice(0, index)}${cut(piece, left)}…`,
      )
    if (piece.startsWith('<details')) details++
    if (piece === '</details>') details--
    if (details === 0 && BLOCK_END.test(piece)) whole = { length, end: index + piece.length }
  }
  return safe
}

/** Ends at a space, or in a word that is too long, but in no entity. */
function cut(text: string, max: number): string {
  const start = text.slice(0, max)
  const space = start.lastIndexOf(' ')
  return (space > 0 ? start.slice(0, space) : start).replace(/&[^;]{0,9}$/, '')
}
