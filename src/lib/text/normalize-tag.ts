/** The form in which hashtags are stored and compared: NFKC, lower case, without `#`. */
export function normalizeTag(tag: string): string {
  return tag.replace(/^#/, '').normalize('NFKC').toLowerCase()
}
