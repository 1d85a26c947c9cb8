/**
 * How much of another server's document is read, whatever it describes (cases 28, 39, 44, 75, 83). Lists are cut, longer
 * ids and names refused. What is read of posts and profiles: `federation/objects/limits.ts`.
 */
export const DOCUMENT_LIMITS = Object.freeze({
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
  /** Characters of the name in a handle; longer ones are refused. */
  handleNameLength: 128,
  /** Links read from a JRD. */
  jrdLinks: 100,
  /** Items, and pages, of a collection, unless the caller allows fewer. */
  collectionItems: 25_000,
  collectionPages: 50,
})
