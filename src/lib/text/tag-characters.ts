/** What a hashtag consists of, in the syntax of regular expressions with the flag `v`. */

/** Letters, digits and the marks that belong to them, but not the signs that make an emoji of a digit. */
export const TAG_CHARACTER = String.raw`[\p{L}\p{N}_[\p{M}--[\p{Me}\ufe0e\ufe0f]]]`

/**
 * May only stand between two such characters: the middle dots of Catalan and Japanese, and the joiners that Persian and
 * Indic scripts need.
 */
export const TAG_JOINER = String.raw`[·・･\u200c\u200d]`

/** UTF-16 code units. A longer word is no hashtag. */
const MAX_TAG_LENGTH = 100

/** Without a letter it is a number, as in “we are #1”. */
export function isTagName(name: string): boolean {
  return name.length <= MAX_TAG_LENGTH && /\p{L}/u.test(name)
}
