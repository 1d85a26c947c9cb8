import { withoutOuterMentions } from './without-outer-mentions.ts'

/** The first line with words other than the mentions at its beginning and end, without these. Empty if there is none. */
export function firstLine(text: string): string {
  for (const line of text.split('\n')) {
    const words = withoutOuterMentions(line)
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(words)) return words
  }
  return ''
}
