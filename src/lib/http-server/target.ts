/** What a request line asks for. */
export interface Target {
  /** Path and query, still percent-encoded: what a signature covers. */
  readonly target: string
  /** `/tags/a%20b` */
  readonly path: string
  /** Without the question mark; empty when there is none. */
  readonly query: string
}

/** Nothing in it that a URL parser would change; a `%` may hide a dot. */
const PLAIN = /^\/[!#$&-;=?-[\]_a-z~]*$/i
const DOT_SEGMENT = /\/\.\.?(?:[/?#]|$)/
const ABSOLUTE = /^https?:\/\//

/** @returns undefined for what is no address: `*`, `about`, a backslash in the path */
export function readTarget(text: string): Target | undefined {
  if (PLAIN.test(text) && !DOT_SEGMENT.test(text)) return split(text)
  const query = text.indexOf('?')
  if (text.slice(0, query < 0 ? undefined : query).includes('\\')) return undefined
  const url = text.startsWith('/') ? `http://host${text}` : text
  const read = ABSOLUTE.test(url) ? URL.parse(url) : null
  return read ? split(read.pathname + read.search) : undefined
}

function split(text: string): Target {
  const hash = text.indexOf('#')
  const target = hash < 0 ? text : text.slice(0, hash)
  const at = target.indexOf('?')
  return at < 0
    ? { target, path: target, query: '' }
    : { target, path: target.slice(0, at), query: target.slice(at + 1) }
}
