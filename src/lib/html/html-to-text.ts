import { MAX_HTML_LENGTH } from './sanitize.ts'

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' }
const BLOCK_END = /<(?:\/(?:p|div|li|h[1-6]|blockquote|pre|ul|ol)|br) {0,9}\/?>/gi

/** Safe HTML → plain text: paragraphs and breaks become line ends. For search, titles and previews. */
export function htmlToText(html: string): string {
  if (!/[<&]/.test(html)) return html.trim()
  return html
    .slice(0, MAX_HTML_LENGTH)
    .replace(BLOCK_END, '\n')
    .replace(/<[^<>]*>/g, '')
    .replace(/&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g, (whole, decimal, hex, name) => {
      if (name) return ENTITIES[name] ?? whole
      const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : ''
    })
    .replace(/\n{2,}/g, '\n')
    .trim()
}
