/** Folds the text of a long article: its beginning is shown, and the rest is read on its own page. */
import { htmlToText } from '../../lib/html/html-to-text.ts'
import { type SafeHtml, sanitizeHtml } from '../../lib/html/sanitize.ts'
import { NOTE_LIMITS } from './limits.ts'

const PIECES = /<[^>]*>|[^<]+/g
const BLOCK_END = /^<\/(?:p|ul|ol|blockquote|pre)>$/
const MORE = '<p>…</p>'

/** The whole text if it is short, or its first paragraphs. */
export function fold(safe: SafeHtml): SafeHtml {
  if (safe.length <= NOTE_LIMITS.articleLength || htmlToText(safe).length <= NOTE_LIMITS.articleLength) return safe
  let [length, end] = [0, 0]
  for (const { 0: piece, index } of safe.matchAll(PIECES)) {
    if (!piece.startsWith('<')) length += piece.length
    if (length > NOTE_LIMITS.excerptLength) return sanitizeHtml(beginning(safe, end, index) + MORE)
    if (BLOCK_END.test(piece)) end = index + piece.length
  }
  return safe
}

/** Up to the last whole paragraph, or else to a space in the first one, at which a long word also ends. */
function beginning(safe: string, end: number, at: number): string {
  if (end > 0) return safe.slice(0, end)
  const cut = safe.slice(0, at + NOTE_LIMITS.excerptLength)
  const space = cut.lastIndexOf(' ')
  return (space > at ? cut.slice(0, space) : cut).replace(/&[^;]{0,9}$/, '')
}
