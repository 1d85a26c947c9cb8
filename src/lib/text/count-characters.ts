import { findEntities, MAX_SEARCHED_LENGTH } from './find-entities.ts'

/** What a link counts as, however long it is (Mastodon's rule). */
const LINK_LENGTH = 23
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How long a text is for its reader: graphemes; links count 23, mentions without their host. */
export function countCharacters(text: string): number {
  // Past every limit that anyone may set: the exact number does not matter, the time to find it does.
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
  // The segmenter takes its time, and in ASCII only CR LF is more than one unit.
  if (/^[\u0000-\u000c\u000e-\u007f]*$/.test(text)) return text.length
  let count = 0
  for (const _ of segmenter.segment(text)) count++
  return count
}
