/**
 * How much of a remote post or profile is read (E-26; cases 28, 47, 54, 75). The rest is cut off. A limit whose name ends
 * in `Bytes` counts the bytes that are stored, of UTF-8 or JSON. Together they allow an account 50 KB and a post 350 KB, as
 * `test/hostile/stored-size.test.ts` measures.
 */

export const NOTE_LIMITS = Object.freeze({
  /** Characters of the text, as HTML. A longer post is rejected, because half of it could mean something else. */
  contentLength: 100_000,
  /** The text with everything that Atoll adds to it. A longer post is rejected. */
  contentBytes: 200_000,
  /** Characters of the content warning. */
  warningLength: 2_000,
  /** Entries of `attributedTo` that are read. */
  authors: 10,
  /** Entries of `tag` that are read: mentions, hashtags and emojis together. 5000 tags must not cause 5000 lookups. */
  tags: 300,
  /** All hashtags. */
  hashtagsBytes: 5_000,
  emojisBytes: 16_000,
  attachments: 16,
  /** All attachments, with their descriptions. */
  attachmentsBytes: 64_000,
  /** Characters of the description of an attachment. */
  descriptionLength: 10_000,
  /** Addresses of one attachment that are read, and Links within one of them. PeerTube sends dozens. */
  mediaSources: 100,
  /** Pixels of the width or height of an attachment. A larger value is ignored. */
  sideLength: 100_000,
  /** Characters of the title of an article or a video. */
  titleLength: 500,
  /** Characters of the summary of an article or a video, as HTML. */
  summaryLength: 5_000,
  /** Ids in one list of an interaction policy. A longer list is ignored: its author's server knows it whole. */
  policyIds: 20,
  /** The same list. */
  policyBytes: 2_000,
  /** Characters of the text of an article that is shown whole, unless it has a summary. A longer one is folded. */
  articleLength: 2_000,
  /** Characters of the beginning of a folded article: whole paragraphs, if they are long enough. */
  excerptLength: 600,
  /** Choices of a poll. */
  choices: 20,
  /** Characters of each choice. */
  choiceLength: 200,
})

export const PERSON_LIMITS = Object.freeze({
  /** Characters of the username. Long, because bridges derive usernames from addresses; a longer one is rejected. */
  usernameLength: 2_048,
  displayNameLength: 500,
  /** The bio, as HTML. */
  bioBytes: 16_000,
  fields: 50,
  /** Characters of the name and of the value of a field, each. */
  fieldLength: 2_047,
  /** All fields. */
  fieldsBytes: 8_000,
  aliases: 100,
  /** All aliases. */
  aliasesBytes: 3_000,
  emojisBytes: 4_000,
  /** Characters of the alt text of the avatar, and of that of the header. */
  pictureDescriptionLength: 500,
  /** Each address, except those of images. An actor whose id or inbox is longer is rejected. */
  addressBytes: 512,
  /** All public keys. */
  keysBytes: 6_000,
})

/** Custom emojis in a post or a profile. */
export const MAX_EMOJIS = 100
/** Images that are read where one is expected (an avatar, an emoji, the still picture of a film). One of them is used. */
export const MAX_IMAGES = 10
