/** The JSON that goes out: exactly the compact terms that everybody reads without processing JSON-LD (Akkoma, Lemmy). */

export type JsonObject = { [key: string]: unknown }

export const AS2 = 'https://www.w3.org/ns/activitystreams'
/** The audience of everybody. Only the full form is sent. */
export const PUBLIC = `${AS2}#Public`

const TERMS = {
  toot: 'http://joinmastodon.org/ns#',
  schema: 'http://schema.org#',
  litepub: 'http://litepub.social/ns#',
}

/** What an actor's terms mean. */
export const ACTOR_CONTEXT = [
  AS2,
  'https://w3id.org/security/v1',
  'https://w3id.org/security/multikey/v1',
  {
    toot: TERMS.toot,
    schema: TERMS.schema,
    manuallyApprovesFollowers: 'as:manuallyApprovesFollowers',
    featured: { '@id': 'toot:featured', '@type': '@id' },
    discoverable: 'toot:discoverable',
    indexable: 'toot:indexable',
    suspended: 'toot:suspended',
    PropertyValue: 'schema:PropertyValue',
    value: 'schema:value',
    alsoKnownAs: { '@id': 'as:alsoKnownAs', '@type': '@id' },
    movedTo: { '@id': 'as:movedTo', '@type': '@id' },
    webfinger: 'https://purl.archive.org/socialweb/webfinger#webfinger',
    implements: { '@id': 'https://w3id.org/fep/844e#implements', '@type': '@id', '@container': '@list' },
  },
] as const

/** What a note's terms mean. */
export const NOTE_CONTEXT = [
  AS2,
  {
    litepub: TERMS.litepub,
    sensitive: 'as:sensitive',
    Hashtag: 'as:Hashtag',
    directMessage: 'litepub:directMessage',
  },
] as const

/** An instant as peers write it: UTC, whole seconds, since versions are compared in seconds (C4, C7). */
export function isoTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** A document or activity with its context in front. */
export function withContext(object: JsonObject, context: unknown = AS2): JsonObject {
  return { '@context': context, ...object }
}
