/**
 * The one sanitizer for HTML from outside. It parses the input and writes new HTML: allowed elements are
 * balanced, and all text and values are escaped. No syntax of the input survives for a browser to interpret
 * differently.
 */
import { Parser } from 'htmlparser2'
import { SafeWriter, type SanitizeOptions } from './safe-writer.ts'

declare const safe: unique symbol
/** HTML that has passed the sanitizer. */
export type SafeHtml = string & { readonly [safe]: true }

/** Longer HTML is cut before it is parsed (case 77). */
export const MAX_HTML_LENGTH = 100_000
/**
 * The parser's cost grows with the open elements, allowed or not. Beyond this many the rest of the input is dropped.
 */
const MAX_OPEN = 256
const PIECE_LENGTH = 8192

/** `<p>words</p>` with breaks and no other markup, as in most posts. It needs no sanitizing. */
const PLAIN = /^(?:<p>(?:[^<>&\u0000-\u0008\u000b-\u001f\u007f]|<br ?\/?>|&(?:amp|lt|gt|quot|#39);)+<\/p>\n?)+$/
const MARKUP = /[<>&\u0000-\u0008\u000b-\u001f\u007f]/
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g

/**
 * Misskey sends a picture without text as an empty paragraph. A `</p>` after a block, which has ended the paragraph
 * already, makes one as well.
 */
const EMPTY_PARAGRAPH = /<p(?: [^<>]*)?><\/p>/g

/** HTML from outside → HTML that is safe to show. */
export function sanitizeHtml(html: string, options: SanitizeOptions = {}): SafeHtml {
  const bounded = html.length > MAX_HTML_LENGTH ? html.slice(0, MAX_HTML_LENGTH) : html
  if (!MARKUP.test(bounded) || PLAIN.test(bounded)) return bounded.toWellFormed() as SafeHtml
  const writer = new SafeWriter(options)
  const parser = new Parser(writer, { decodeEntities: true })
  for (let at = 0; at < bounded.length && writer.out.open.length < MAX_OPEN; at += PIECE_LENGTH) {
    parser.write(bounded.slice(at, at + PIECE_LENGTH))
  }
  parser.end()
  return writer.out.html.replace(CONTROLS, '').replace(EMPTY_PARAGRAPH, '').toWellFormed() as SafeHtml
}
