/**
 * How much of any document from another server is read (cases 28, 39, 44, 75, 83). Longer lists are cut; longer ids and
 * names are refused. The limits for posts and profiles are in `federation/objects/limits.ts`.
 */
export const DOCUMENT_LIMITS = Object.freeze({
  /** Ids and addresses of more bytes than this are refused. */
  urlLength: 2048,
  /** Types read from a `type` array. */
  types: 8,
  /** Addressees read from each of `to` and `cc`. */
  audience: 1000,
  /** Keys read from an actor. */
  keys: 10,
  /** Addresses read from a `url` array. */
  urls: 20,
  /** Languages read from a `contentMap`. */
  languages: 20,
  /** Characters of the name in a handle; longer ones are refused. */
  handleNameLength: 128,
  /** Links read from a JRD. */
  jrdLinks: 100,
  /** Items and pages read from a collection, unless the caller allows fewer. */
  collectionItems: 25_000,
  collectionPages: 50,
})
