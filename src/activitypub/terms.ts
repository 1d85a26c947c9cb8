/**
 * The terms of JSON-LD have several spellings: `discoverable`, `toot:discoverable` and the full IRI are the same one.
 * They are told apart here alone, and everything else reads short names (case 27).
 */

/** Namespaces whose terms are read by their short names. */
const NAMESPACES = [
  'https://www.w3.org/ns/activitystreams#',
  'as:',
  'http://joinmastodon.org/ns#',
  'toot:',
  'http://schema.org#',
  'schema:',
  'https://gotosocial.org/ns#',
  'gts:',
]
/** Nothing with a meaning in JavaScript, such as `__proto__` (case 24). */
const NAME = /^[A-Za-z]{1,64}$/

/** `Emoji` for `toot:Emoji` and for its full IRI; any other name unchanged. */
export function shortName(term: string): string {
  if (!term.includes(':')) return term
  const namespace = NAMESPACES.find((start) => term.startsWith(start))
  return namespace === undefined ? term : term.slice(namespace.length)
}

/**
 * Adds the short name of each property of a parsed document, in place, unless the document has that one too. Its depth is
 * limited by the parser.
 */
export function addShortNames(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  const members = value as Record<string, unknown>
  for (const term of Object.keys(members)) {
    if (term === '@context') continue
    addShortNames(members[term])
    if (!term.includes(':')) continue
    const name = shortName(term)
    if (NAME.test(name) && !Object.hasOwn(members, name)) members[name] = members[term]
  }
}
