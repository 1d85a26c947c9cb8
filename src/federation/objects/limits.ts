/** How much of another server's posts and profiles is read (E-26; cases 28, 47, 54, 75). What is more is cut off. */

export const NOTE_LIMITS = Object.freeze({
  /** Characters of the text, as HTML. A longer post is refused, since half of it could say something else. */
  contentLength: 100_000,
  /** Characters of the content warning. */
  warningLength: 2_000,
  /** Entries of `attributedTo` looked at. */
  authors: 10,
  /** Entries of `tag` looked at: mentions, hashtags and emojis together. 5 000 must not cost 5 000 look-ups. */
  tags: 300,
  attachments: 16,
  /** Characters of the description of an attachment. */
  descriptionLength: 10_000,
  /** Pixels of the width or height of an attachment; of a larger one neither is known. */
  sideLength: 100_000,
  /** Characters of the title of an article or a film. */
  titleLength: 500,
  /** Characters of the summary of an article or a film, as HTML. */
  summaryLength: 5_000,
  /** Choices of a poll, and characters of each. */
  choices: 20,
  choiceLength: 200,
})

export const PERSON_LIMITS = Object.freeze({
  /** Characters of the name of the login. An actor with a longer one is refused: bridges make them of addresses. */
  usernameLength: 2_048,
  displayNameLength: 500,
  /** Characters of the bio, as HTML. */
  bioLength: 20_000,
  fields: 50,
  /** Characters of the name, and of the value, of a field. */
  fieldLength: 2_047,
  aliases: 256,
})

/** Custom emojis of a post or a profile. */
export const MAX_EMOJIS = 100
/** Pictures looked at where one is wanted (an avatar, an emoji): the widest of them is taken. */
export const MAX_IMAGES = 10
