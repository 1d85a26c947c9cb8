/** The form in which a hashtag is stored and compared: NFKC, lower case, without `#`. */
export function normalizeTag(tag: string): string {
  return tag.replace(/^#/, '').normalize('NFKC').toLowerCase()
}
