/** The ActivityStreams vocabulary that we read and write. */

export const AS = 'https://www.w3.org/ns/activitystreams'

/** Addresses everyone, in our spelling. Peers also write `as:Public` and `Public`, so compare with `isPublic`. */
export const PUBLIC = `${AS}#Public`

const PUBLIC_SPELLINGS: ReadonlySet<unknown> = new Set([PUBLIC, 'as:Public', 'Public'])

/** Whether an addressee means everyone, in any of the three spellings. */
export function isPublic(addressee: unknown): boolean {
  return PUBLIC_SPELLINGS.has(addressee)
}

export const ACTOR_TYPES: ReadonlySet<string> = new Set(['Person', 'Service', 'Application', 'Group', 'Organization'])

/** Object types that are shown as a status. */
export const NOTE_LIKE_TYPES: ReadonlySet<string> = new Set([
  'Note',
  'Question',
  'Article',
  'Page',
  'Video',
  'Audio',
  'Image',
  'Event',
  // A private message of Lemmy or Pleroma to one person.
  'ChatMessage',
])

export const COLLECTION_TYPES = ['Collection', 'OrderedCollection'] as const
export const COLLECTION_PAGE_TYPES = ['CollectionPage', 'OrderedCollectionPage'] as const

/** Whether one of the types is an actor type. */
export function isActorType(types: readonly string[]): boolean {
  return types.some((type) => ACTOR_TYPES.has(type))
}

const SECURITY = 'https://w3id.org/security/v1'
const MULTIKEY = 'https://w3id.org/security/multikey/v1'

// Pleroma and Akkoma read plain terms, so every extension is written in its usual compact form. The context defines it
// for software that expands JSON-LD.
const TOOT = { toot: 'http://joinmastodon.org/ns#' }
const TAGS = { Hashtag: 'as:Hashtag', Emoji: 'toot:Emoji' }

/** The context of an actor. */
export const ACTOR_CONTEXT = Object.freeze([
  AS,
  SECURITY,
  MULTIKEY,
  Object.freeze({
    ...TOOT,
    ...TAGS,
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    featured: { '@id': 'toot:featured', '@type': '@id' },
    featuredTags: { '@id': 'toot:featuredTags', '@type': '@id' },
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    memorial: 'toot:memorial',
    suspended: 'toot:suspended',
    attributionDomains: { '@id': 'toot:attributionDomains', '@type': '@id' },
    webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
    schema: 'http://schema.org#',
    PropertyValue: 'schema:PropertyValue',
    value: 'schema:value',
    alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
    movedTo: { '@id': 'as:movedTo', '@type': '@id' },
  }),
  // The capabilities of the actor's software (FEP-844e).
  Object.freeze({
    implements: { '@id': 'https://w3id.org/fep/844e#implements', '@type': '@id', '@container': '@list' },
  }),
])

/** The context of a note, and of an activity that embeds one. */
export const OBJECT_CONTEXT = Object.freeze([
  AS,
  Object.freeze({
    ...TOOT,
    ...TAGS,
    ostatus: 'http://ostatus.org#',
    litepub: 'http://litepub.social/ns#',
    lemmy: 'https://join-lemmy.org/ns#',
    gts: 'https://gotosocial.org/ns#',
    atomUri: 'ostatus:atomUri',
    conversation: 'ostatus:conversation',
    sensitive: 'as:sensitive',
    directMessage: 'litepub:directMessage',
    ChatMessage: 'litepub:ChatMessage',
    removeData: 'lemmy:removeData',
    // Not a term of `schema:`, which peers define with another last character.
    language: 'http://schema.org/inLanguage',
    identifier: 'http://schema.org/identifier',
    votersCount: 'toot:votersCount',
    blurhash: 'toot:blurhash',
    focalPoint: { '@container': '@list', '@id': 'toot:focalPoint' },
    quoteUrl: 'as:quoteUrl',
    interactionPolicy: { '@id': 'gts:interactionPolicy', '@type': '@id' },
    canQuote: { '@id': 'gts:canQuote', '@type': '@id' },
    automaticApproval: { '@id': 'gts:automaticApproval', '@type': '@id' },
    manualApproval: { '@id': 'gts:manualApproval', '@type': '@id' },
  }),
])
