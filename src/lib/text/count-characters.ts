import { findEntities } from './find-entities.ts'

/** What a link counts as, however long it is (Mastodon's rule). */
const LINK_LENGTH = 23
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** How long a text is for its reader: graphemes; links count 23, mentions without their host. */
export function countCharacters(text: string): number {
  let counted = text
  for (const entity of findEntities(text).reverse()) {
    const instead =
      entity.type === 'link' ? 'x'.repeat(LINK_LENGTH) : entity.type === 'mention' ? `@${entity.name}` : undefined
    if (instead !== undefined) counted = counted.slice(0, entity.start) + instead + counted.slice(entity.end)
  }
  let count = 0
  for (const _ of segmenter.segment(counted)) count++
  return count
}
