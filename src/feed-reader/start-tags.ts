import { Declined } from '../core/errors.ts'

/** A start tag up to its `>`. Quoted values may contain one. The alternatives exclude each other. */
const START_TAG = /<[^\s<>/!?][^\s<>/]*(?:"[^"]*"|'[^']*'|[^"'<>])*>/y

interface StartTag {
  /** With its brackets and attributes. */
  text: string
  /** 1 for the root. */
  depth: number
}

/**
 * The start tags of an XML document, without what looks like one in comments and CDATA.
 * @throws Declined for a document type, and for what is not well-formed
 */
export function* startTags(text: string): Generator<StartTag> {
  let depth = 0
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at)) {
    const end = endOfSpecial(text, at)
    if (end !== undefined) {
      at = end
      continue
    }
    if (text[at + 1] === '/') {
      depth--
      at += 2
      continue
    }
    START_TAG.lastIndex = at
    const tag = START_TAG.exec(text)?.[0]
    if (tag === undefined) throw new Declined('feed-malformed')
    yield { text: tag, depth: depth + 1 }
    if (!tag.endsWith('/>')) depth++
    at += tag.length
  }
}

/** Where a comment, CDATA or an instruction ends. Undefined for a tag. */
function endOfSpecial(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4)
  if (text.startsWith('<![CDATA[', at)) return after(text, ']]>', at + 9)
  if (text.startsWith('<?', at)) return after(text, '?>', at + 2)
  if (text.startsWith('<!', at)) throw new Declined('feed-with-dtd')
  return undefined
}

function after(text: string, end: string, from: number): number {
  const at = text.indexOf(end, from)
  if (at < 0) throw new Declined('feed-malformed')
  return at + end.length
}
