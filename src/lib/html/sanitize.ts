/**
 * The one sanitizer for HTML from outside. It parses the input and writes new HTML: allowed elements are
 * balanced, and all text and values are escaped. No syntax of the input survives for a browser to interpret
 * differently.
 */
import { Parser } from 'htmlparser2'
import { DROPPED, HEADINGS, keptAttribute, LINE_BREAKING, TAGS } from './allow-list.ts'
import { escapeHtml, escapeText } from './escape.ts'
import { safeHref } from './safe-href.ts'

declare const safe: unique symbol
/** HTML that has passed the sanitizer. */
export type SafeHtml = string & { readonly [safe]: true }

/** Longer HTML is cut before it is parsed (case 77). */
export const MAX_HTML_LENGTH = 100_000
/** The tags of deeper elements are dropped; their text stays. */
const MAX_DEPTH = 32
/**
 * The parser's cost grows with the open elements, allowed or not. Beyond this many the rest of the input is dropped.
 */
const MAX_OPEN = 256
const PIECE_LENGTH = 8192
const MAX_ALT_LENGTH = 1500
const NOFOLLOW = 'nofollow noopener noreferrer'

/** `<p>words</p>` with breaks and no other markup, as in most posts. It needs no sanitizing. */
const PLAIN = /^(?:<p>(?:[^<>&\u0000-\u0008\u000b-\u001f\u007f]|<br ?\/?>|&(?:amp|lt|gt|quot|#39);)*<\/p>\n?)+$/
const MARKUP = /[<>&\u0000-\u0008\u000b-\u001f\u007f]/
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/** HTML from outside → HTML that is safe to show. */
export function sanitizeHtml(html: string): SafeHtml {
  const bounded = html.length > MAX_HTML_LENGTH ? html.slice(0, MAX_HTML_LENGTH) : html
  if (!MARKUP.test(bounded) || PLAIN.test(bounded)) return bounded.toWellFormed() as SafeHtml
  const writer = new SafeWriter()
  const parser = new Parser(writer, { decodeEntities: true })
  for (let at = 0; at < bounded.length && writer.open.length < MAX_OPEN; at += PIECE_LENGTH) {
    parser.write(bounded.slice(at, at + PIECE_LENGTH))
  }
  parser.end()
  return writer.html.replace(CONTROLS, '').toWellFormed() as SafeHtml
}

type Attributes = Record<string, string>

/** Receives the parser's events. `open` holds the end tag to write for each open element, or an empty string. */
class SafeWriter {
  html = ''
  readonly open: string[] = []
  #depth = 0
  #dropping = 0
  #links = 0

  onopentag(name: string, attributes: Attributes): void {
    if (this.#dropping > 0 || DROPPED.has(name)) {
      this.#dropping++
      return
    }
    const end = this.#start(name, attributes)
    if (end !== '') this.#depth++
    this.open.push(end)
  }

  ontext(text: string): void {
    if (this.#dropping === 0) this.html += escapeText(text)
  }

  onclosetag(name: string): void {
    if (this.#dropping > 0) {
      this.#dropping--
      return
    }
    const end = this.open.pop() ?? ''
    if (end !== '') this.#depth--
    if (name === 'a' && end !== '') this.#links--
    this.html += end
    if (LINE_BREAKING.has(name) && this.html !== '' && !this.html.endsWith('>')) this.html += '<br>'
  }

  /** Writes the start tag of an element. Returns its end tag, or an empty string if the element is not written. */
  #start(name: string, attributes: Attributes): string {
    if (name === 'br') this.html += '<br>'
    if (name === 'img') this.html += escapeText((attributes.alt ?? '').slice(0, MAX_ALT_LENGTH))
    if (name === 'br' || this.#depth >= MAX_DEPTH) return ''
    if (HEADINGS.has(name)) return this.#startHeading()
    // Browsers do not nest paragraphs: they would close the outer one at another place than we do.
    if (!TAGS.has(name) || (name === 'p' && this.#inParagraph())) return ''
    return name === 'a' ? this.#startLink(attributes) : this.#write(name, attributes)
  }

  #startHeading(): string {
    const [start, end] = this.#inParagraph() ? ['<strong>', '</strong>'] : ['<p><strong>', '</strong></p>']
    this.html += start
    return end
  }

  #inParagraph(): boolean {
    return this.open.includes('</p>') || this.open.includes('</strong></p>')
  }

  #startLink(attributes: Attributes): string {
    const href = safeHref(attributes.href ?? '')
    // Browsers do not nest links either.
    if (href === undefined || this.#links > 0) return ''
    this.#links++
    const kept = (attributes.rel ?? '').split(' ').filter((token) => token === 'tag' || token === 'me')
    const rel = [...kept, NOFOLLOW].join(' ')
    return this.#write('a', attributes, ` href="${escapeHtml(href)}"`, ` rel="${rel}" target="_blank"`)
  }

  #write(name: string, attributes: Attributes, first = '', last = ''): string {
    this.html += `<${name}${first}`
    for (const key in attributes) {
      const value = keptAttribute(name, key, attributes[key] ?? '')
      if (value !== undefined) this.html += ` ${key}="${escapeHtml(value)}"`
    }
    this.html += `${last}>`
    return `</${name}>`
  }
}
