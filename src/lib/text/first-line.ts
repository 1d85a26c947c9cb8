import { htmlToText } from '../html/html-to-text.ts'
import { withoutOuterMentions } from './without-outer-mentions.ts'

/** The sign before the name of a community, in a link that mentions it. */
const COMMUNITY_SIGN = /(<a\b[^<>]{0,3000}\bmention\b[^<>]{0,3000}>)!(?=<)/g

/** `firstLine` of safe HTML. In it, a community is mentioned by `!name` alone, which counts if it is a link. */
export function firstLineOfHtml(html: string): string {
  return firstLine(htmlToText(html.replace(COMMUNITY_SIGN, '$1@')))
}

/** The first line with words other than the mentions at its beginning and end, without these. Empty if there is none. */
export function firstLine(text: string): string {
  for (const line of text.split('\n')) {
    const words = withoutOuterMentions(line)
    if (/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(words)) return words
  }
  return ''
}
