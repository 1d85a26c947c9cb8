/** Reads the attributes of tags without an XML or HTML parser: no DTD, no entity of the document's own (R-104, case 68). */

const MAX_TAGS = 500
const MAX_TAG_LENGTH = 8192
const ATTRIBUTE = /([a-z][a-z0-9:._-]*)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+))/gi
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
])

/** The attributes of each `<name …>`, with lower-case names. */
export function readTagAttributes(text: string, name: string): Map<string, string>[] {
  const found: Map<string, string>[] = []
  const opening = new RegExp(`<${name}(?=[\\s/>])`, 'gi')
  while (found.length < MAX_TAGS) {
    const start = opening.exec(text)
    if (!start) break
    const from = opening.lastIndex
    const end = text.indexOf('>', from)
    if (end < 0) break
    if (end - from <= MAX_TAG_LENGTH) found.push(attributesOf(text.slice(from, end)))
    opening.lastIndex = end
  }
  return found
}

function attributesOf(tag: string): Map<string, string> {
  const attributes = new Map<string, string>()
  for (const [, name = '', double, single, bare] of tag.matchAll(ATTRIBUTE)) {
    const key = name.toLowerCase()
    if (!attributes.has(key)) attributes.set(key, decode(double ?? single ?? bare ?? ''))
  }
  return attributes
}

/** Once and only the five that XML itself knows, so nothing can grow. */
function decode(text: string): string {
  return text.replaceAll(/&([a-z]+);/g, (whole, name: string) => ENTITIES.get(name) ?? whole)
}

/** Whether a document brings a DTD, which a harmless one never does (case 68). */
export function hasDoctype(xml: string): boolean {
  return /<!(?:doctype|entity)/i.test(xml)
}

/** A text inside an XML attribute. */
export function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
