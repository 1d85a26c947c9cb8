import { stripTags } from '../html/strip-tags.ts'

/**
 * C0, DEL, C1, line separators, marks that are not seen, and controls of the direction of text. The joiners
 * U+200C and U+200D belong to words and emojis.
 */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]+/g

/** The text as one line without markup, for a sentence that quotes it. A longer one ends with `…`. @param max characters */
export function oneLine(text: string, max: number): string {
  const line = stripTags(text.toWellFormed()).replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim()
  const characters = [...line]
  return characters.length <= max
    ? line
    : `${characters
        .slice(0, max - 1)
        .join('')
        .trimEnd()}…`
}
