import { parse } from 'content-type'

const TARGET = /[\s,]*<([^<>]{1,2048})>/y

/**
 * The links of a `Link` header, `<https://…>; rel="alternate"; type="…", …` (RFC 8288), with their target as `href`. The
 * parameters have the grammar of media type parameters. What comes after a damaged link is left out.
 */
export function readLinkHeader(header: string): Record<string, string | undefined>[] {
  const links: Record<string, string | undefined>[] = []
  for (let start = 0; start < header.length; ) {
    TARGET.lastIndex = start
    const href = TARGET.exec(header)?.[1]
    if (href === undefined) return links
    const { parameters, index } = parse(header, { start: TARGET.lastIndex, comma: true })
    links.push({ ...parameters, href })
    start = index
  }
  return links
}
