/** Sorts after every text that begins with `prefix`, so that a search is an index range instead of a pattern. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`
}
