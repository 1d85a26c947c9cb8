/** The target of a request line. */
export interface Target {
  /** Path and query, still percent-encoded. A signature covers it in this form. */
  readonly target: string
  /** Still percent-encoded: `/tags/a%20b`. */
  readonly path: string
  /** Without the question mark; empty if there is no query. */
  readonly query: string
}

/** Contains nothing that a URL parser would change. `%` is left out because it may encode a dot. */
const PLAIN = /^\/[!#$&-;=?-[\]_a-z~]*$/i
const DOT_SEGMENT = /\/\.\.?(?:[/?#]|$)/
const ABSOLUTE = /^https?:\/\//

/** @returns undefined for an invalid target, such as `*`, `about` or a path with a backslash */
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
