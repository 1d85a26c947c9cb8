/**
 * How much of a stranger's document is read (E-26; cases 28, 39, 44, 47, 75, 83). Readers cut lists and texts to these
 * and refuse longer ids and names.
 */
export const LIMITS = Object.freeze({
  /** Ids and addresses longer than this are refused. */
  urlLength: 2048,
  /** Types read from a `type` array. */
  types: 8,
  /** Addressees read from each of `to` and `cc`. */
  audience: 1000,
  /** Keys read from an actor. */
  keys: 10,
  /** Addresses looked at in a `url` array. */
  urls: 20,
  /** Languages looked at in a `contentMap`. */
  languages: 20,
  /** Entries of `tag`: mentions, hashtags and emoji together. */
  tags: 200,
  /** Mentions that are believed to be mentions. */
  mentions: 50,
  /** Attachments of an object. */
  attachments: 32,
  /** Profile fields. */
  fields: 50,
  /** Characters of a profile field's name or value. */
  fieldLength: 2047,
  /** Other names of an actor. */
  alsoKnownAs: 256,
  /** Domains that may credit an actor. */
  attributionDomains: 256,
  /** Options of a poll. */
  pollOptions: 100,
  /** Characters of a user name; longer ones are refused. */
  usernameLength: 128,
  /** Characters of a display name. */
  nameLength: 500,
  /** Characters of a profile text. */
  bioLength: 20_000,
  /** Characters of a post, as HTML. */
  contentLength: 200_000,
  /** Characters of a content warning. */
  summaryLength: 10_000,
  /** Characters of a media description. */
  altTextLength: 10_000,
  /** Characters of a custom emoji's name. */
  shortcodeLength: 256,
  /** Links read from a JRD. */
  jrdLinks: 100,
  /** Items, and pages, of a collection, unless the caller allows fewer. */
  collectionItems: 25_000,
  collectionPages: 50,
})
