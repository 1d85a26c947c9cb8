import { findEntities, MAX_SEARCHED_LENGTH } from './find-entities.ts'

/** A link of any length counts as this many characters, as in Mastodon. */
const LINK_LENGTH = 23
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** The length of a text as users see it, in graphemes. A link counts as 23, and a mention without its host. */
export function countCharacters(text: string): number {
  // Such a text exceeds any limit that can be set, so the exact count is not worth its time.
  if (text.length > MAX_SEARCHED_LENGTH) return text.length
  let count = 0
  let at = 0
  for (const entity of findEntities(text)) {
    if (entity.type === 'hashtag') continue
    count += graphemes(text.slice(at, entity.start)) + (entity.type === 'link' ? LINK_LENGTH : entity.name.length + 1)
    at = entity.end
  }
  return count + graphemes(text.slice(at))
}

function graphemes(text: string): number {
  // The segmenter is slow. In ASCII without CR every character is one grapheme.
  if (/^[\u0000-\u000c\u000e-\u007f]*$/.test(text)) return text.length
  let count = 0
  for (const _ of segmenter.segment(text)) count++
  return count
}
