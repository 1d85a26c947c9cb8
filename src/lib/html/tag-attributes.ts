import { Parser } from 'htmlparser2'

const MAX_FOUND = 500
/** The parser's cost grows with the open elements. Reading stops at this many. */
const MAX_OPEN = 256
const PIECE_LENGTH = 8192

/**
 * The attributes of each `<name …>` in an HTML page or an XML document, with lower-case names. Text that looks like a
 * tag in a comment, a script or CDATA is ignored. No DTD is read, so a document cannot define entities that expand
 * without end (R-104, case 68).
 */
export function readTagAttributes(
  text: string,
  name: string,
  format: 'html' | 'xml',
): Record<string, string | undefined>[] {
  const found: Record<string, string | undefined>[] = []
  let open = 0
  const handler = {
    onopentag(tag: string, attributes: Record<string, string>) {
      open++
      if (tag === name && found.length < MAX_FOUND) found.push(attributes)
    },
    onclosetag() {
      open--
    },
  }
  const parser = new Parser(handler, { xmlMode: format === 'xml', lowerCaseTags: true, lowerCaseAttributeNames: true })
  for (let at = 0; at < text.length && open < MAX_OPEN && found.length < MAX_FOUND; at += PIECE_LENGTH)
    parser.write(text.slice(at, at + PIECE_LENGTH))
  return found
}
