/** Writes and reads JRDs, the answers of WebFinger servers (E-01 to E-04). */

import { type Handle, parseHandle } from './handle.ts'
import { DOCUMENT_LIMITS } from './limits.ts'
import { asArray, isObject, type JsonObject, readString } from './read.ts'
import { normalizeId } from './uris.ts'
import { AS } from './vocabulary.ts'

export const JRD_TYPE = 'application/jrd+json'

const PROFILE_PAGE = 'http://webfinger.net/rel/profile-page'
const AVATAR = 'http://webfinger.net/rel/avatar'
const SUBSCRIBE = 'http://ostatus.org/schema/1.0/subscribe'
const INTENT = 'https://w3id.org/fep/3b86/'
/** Both media types of an actor document. Mitra uses the long one (E-01). */
const SELF_TYPES = new Set([
  'application/activity+json',
  'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
  'application/ld+json;profile="https://www.w3.org/ns/activitystreams"',
])

interface JrdFacts {
  handle: Handle
  actorUri: string
  profileUrl: string
  /** With `{uri}`: the page to which another server sends its user to follow an account here (E-04). */
  subscribeTemplate?: string
  /** FEP-3b86 templates: with `{object}`, and with `{content}`. */
  intents?: { object?: string; create?: string }
  avatar?: { url: string; mediaType: string }
}

interface JrdLink {
  rel: string
  type?: string
  href?: string
  template?: string
}

/** The JRD of one of our actors. */
export function renderJrd(facts: JrdFacts): { subject: string; aliases: string[]; links: JrdLink[] } {
  const { handle, actorUri, profileUrl, subscribeTemplate, intents, avatar } = facts
  const links: JrdLink[] = [
    { rel: 'self', type: 'application/activity+json', href: actorUri },
    { rel: PROFILE_PAGE, type: 'text/html', href: profileUrl },
  ]
  if (subscribeTemplate) links.push({ rel: SUBSCRIBE, template: subscribeTemplate })
  if (intents?.object) links.push({ rel: `${INTENT}Object`, template: intents.object })
  if (intents?.create) links.push({ rel: `${INTENT}Create`, template: intents.create })
  if (avatar) links.push({ rel: AVATAR, type: avatar.mediaType, href: avatar.url })
  return { subject: `acct:${handle.acct}`, aliases: [...new Set([profileUrl, actorUri])], links }
}

/** An actor to which a `self` link leads. */
export interface NamedActor {
  uri: string
  /** Its type, such as `Group`, if the link says so. Only Lemmy's do. */
  type?: string
}

export interface Jrd {
  subject: Handle
  /** In the order of their links: more than one if a person and a community share the name (Lemmy). */
  actors: readonly [NamedActor, ...NamedActor[]]
  subscribeTemplate?: string
}

/** The property in which Lemmy says the type of the actor behind a link. */
const TYPE_PROPERTY = `${AS}#type`

/**
 * The parts of another server's JRD that we use; undefined unless the subject is a handle and there is a link to an
 * actor (E-06).
 * @param options.allowHttp takes a template of plain http too; for development
 */
export function readJrd(json: unknown, { allowHttp = false }: { allowHttp?: boolean } = {}): Jrd | undefined {
  if (!isObject(json)) return undefined
  const subject = parseHandle(readString(json.subject) ?? '')
  const links = asArray(json.links, DOCUMENT_LIMITS.jrdLinks).filter(isObject)
  const [first, ...others] = readActors(links)
  if (!subject || first === undefined) return undefined
  const template = readString(links.find((link) => link.rel === SUBSCRIBE)?.template)
  return {
    subject,
    actors: [first, ...others],
    subscribeTemplate: isTemplate(template, allowHttp) ? template : undefined,
  }
}

/** Each actor once, though some servers write a link for each media type. */
function readActors(links: readonly JsonObject[]): NamedActor[] {
  const actors = new Map<string, NamedActor>()
  for (const { rel, type, href, properties } of links) {
    const uri = rel === 'self' && SELF_TYPES.has(readString(type)?.toLowerCase() ?? '') ? normalizeId(href) : undefined
    if (uri === undefined || actors.has(uri)) continue
    const named = isObject(properties) ? readString(properties[TYPE_PROPERTY]) : undefined
    actors.set(uri, { uri, ...(named !== undefined && { type: named }) })
  }
  return [...actors.values()]
}

/** We send our users' browsers to this address on another server, so it must be a plain https address (case 68). */
function isTemplate(template: string | undefined, allowHttp: boolean): template is string {
  if (!template?.includes('{uri}')) return false
  const isWeb = template.startsWith('https://') || (allowHttp && template.startsWith('http://'))
  return isWeb && normalizeId(template.replace('{uri}', 'x')) !== undefined
}

/** Reads `?resource=`: a handle or an address; undefined if it is neither, which is answered with 400 (E-03). */
export function readResource(
  resource: string,
): { kind: 'handle'; handle: Handle } | { kind: 'url'; url: string } | undefined {
  const url = /^https?:/i.test(resource) ? normalizeId(resource) : undefined
  if (url !== undefined) return { kind: 'url', url }
  const handle = parseHandle(resource)
  return handle && { kind: 'handle', handle }
}
