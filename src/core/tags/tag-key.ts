/** The form in which two spellings of a hashtag are the same one; empty when nothing of a tag is left. */
export function tagKey(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}_·・]/gu, '')
}
