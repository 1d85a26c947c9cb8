import { decodeHTMLStrict } from 'entities'
import { MAX_HTML_LENGTH } from './sanitize.ts'

const BLOCK_END = /<(?:\/(?:p|div|li|h[1-6]|blockquote|pre|ul|ol)|br) {0,9}\/?>/gi

/** Safe HTML → plain text for search, titles and previews. Paragraphs and breaks become line ends. */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return html.trim()
  const text = html
    .slice(0, MAX_HTML_LENGTH)
    .replace(BLOCK_END, '\n')
    .replace(/<[^<>]*>/g, '')
  return decodeHTMLStrict(text)
    .replace(/\n{2,}/g, '\n')
    .trim()
}
