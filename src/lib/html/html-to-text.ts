import { decodeHTMLStrict } from 'entities'
import { MAX_HTML_LENGTH } from './sanitize.ts'

const BLOCK_END = /<(?:\/(?:p|div|li|h[1-6]|blockquote|pre|ul|ol|summary|details)|br) {0,9}\/?>/gi
const RAISED_NUMBER = /<(sup|sub)>([0-9+=()-]{1,20})<\/\1>/g
const DIGITS = { from: '0123456789+-=()', sup: '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾', sub: '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎' } as const

function raised(kind: 'sup' | 'sub', digits: string): string {
  return [...digits].map((digit) => DIGITS[kind].charAt(DIGITS.from.indexOf(digit))).join('')
}

/** Safe HTML → plain text for search, titles and previews. Paragraphs and breaks become line ends. */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return html.trim()
  const text = html
    .slice(0, MAX_HTML_LENGTH)
    .replace(BLOCK_END, '\n')
    .replace(RAISED_NUMBER, (_, kind: 'sup' | 'sub', digits: string) => raised(kind, digits))
    .replace(/<[^<>]*>/g, '')
  return decodeHTMLStrict(text)
    .replace(/\n{2,}/g, '\n')
    .trim()
}

const FOLDING = /<(\/?)(details|summary)\b[^<>]*>/gi

/** The same without what is folded behind a summary, for previews, which would reveal it. */
export function htmlToUnfoldedText(html: string): string {
  if (!html.includes('<details')) return htmlToText(html)
  let shown = ''
  let at = 0
  let depth = 0
  let isInSummary = false
  for (const { 0: tag, 1: end, 2: name = '', index } of html.slice(0, MAX_HTML_LENGTH).matchAll(FOLDING)) {
    if (depth === 0 || (depth === 1 && isInSummary)) shown += html.slice(at, index + tag.length)
    at = index + tag.length
    if (name.toLowerCase() === 'summary') isInSummary = end === ''
    else depth = Math.max(depth + (end === '' ? 1 : -1), 0)
  }
  return htmlToText(depth === 0 ? shown + html.slice(at) : shown)
}
