/** Sorts after every text that begins with `prefix`: a range on an index instead of a pattern. */
export function endOfPrefix(prefix: string): string {
  return `${prefix}\u{10FFFF}`
}
