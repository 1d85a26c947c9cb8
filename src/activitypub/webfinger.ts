/** The WebFinger client: finds the actor of a handle, and proves that an actor owns its handle (E-06, E-07). */
import type { OutgoingResponse, SafeFetch } from '../lib/http/outgoing.ts'
import { type AnswerFailure, failureFrom, failureOf, refused } from './fetch-failure.ts'
import { type Handle, makeHandle, parseHandle, sameHandle } from './handle.ts'
import { readLrddTemplate } from './host-meta.ts'
import { type Jrd, type NamedActor, readJrd } from './jrd.ts'
import { mediaTypeOf } from './media-types.ts'
import { hostOf, normalizeId } from './uris.ts'

type WebfingerAnswer = ({ kind: 'found' } & Jrd) | AnswerFailure

interface WebfingerOptions {
  /** Unix milliseconds. Needed only for a `retry-after` with a date. */
  now?: number
  /** Allows plain http to a server without https. For development. */
  allowHttp?: boolean
  signal?: AbortSignal
}

const ACCEPT = 'application/jrd+json, application/json'
const JSON_TYPES = new Set([
  'application/jrd+json',
  'application/json',
  'application/activity+json',
  'application/ld+json',
])
const XML_TYPES = new Set(['application/xrd+xml', 'application/xml', 'text/xrd+xml', 'text/xml'])
const MAX_BYTES = 1_048_576
const MAX_HOST_META_BYTES = 65_536

/** Asks the handle's server about it. The subject of the answer may be another handle, which `findActors` follows. */
export async function webfinger(fetch: SafeFetch, handle: Handle, options: WebfingerOptions): Promise<WebfingerAnswer> {
  const answer = await askServer(fetch, `https://${handle.host}`, handle, options)
  const isUnreachable = answer.kind === 'unavailable' && answer.status === undefined
  return isUnreachable && options.allowHttp ? askServer(fetch, `http://${handle.host}`, handle, options) : answer
}

async function askServer(
  fetch: SafeFetch,
  origin: string,
  handle: Handle,
  options: WebfingerOptions,
): Promise<WebfingerAnswer> {
  const base = `${origin}/.well-known`
  const resource = encodeURIComponent(`acct:${handle.acct}`)
  const answer = await ask(fetch, `${base}/webfinger?resource=${resource}`, options)
  if (answer.kind !== 'missing') return answer
  const template = await findTemplate(fetch, `${base}/host-meta`, options)
  const url = template?.replace('{uri}', () => resource)
  return url === undefined || url === `${base}/webfinger?resource=${resource}` ? answer : ask(fetch, url, options)
}

async function ask(fetch: SafeFetch, url: string, options: WebfingerOptions): Promise<WebfingerAnswer> {
  try {
    const accept = (type: string) => JSON_TYPES.has(mediaTypeOf(type))
    const response = await send(fetch, url, { accept, header: ACCEPT, maxBytes: MAX_BYTES }, options)
    const failure = failureOf(response, options.now)
    if (failure) return failure
    const jrd = readJrd(response.json(), options)
    return jrd ? { kind: 'found', ...jrd } : refused('The WebFinger answer does not name an actor.')
  } catch (error) {
    return failureFrom(error)
  }
}

/** Any failure means that there is no template, so the 404 of the first request stands. */
async function findTemplate(fetch: SafeFetch, url: string, options: WebfingerOptions): Promise<string | undefined> {
  try {
    const accept = (type: string) => XML_TYPES.has(mediaTypeOf(type))
    const header = 'application/xrd+xml, application/xml'
    const response = await send(fetch, url, { accept, header, maxBytes: MAX_HOST_META_BYTES }, options)
    const template = response.status === 200 ? readLrddTemplate(response.text()) : undefined
    return template?.startsWith('https:') || options.allowHttp ? template : undefined
  } catch (error) {
    failureFrom(error)
    return undefined
  }
}

function send(
  fetch: SafeFetch,
  url: string,
  { accept, header, maxBytes }: { accept: (type: string) => boolean; header: string; maxBytes: number },
  { allowHttp, signal }: WebfingerOptions,
): Promise<OutgoingResponse> {
  return fetch({ url, headers: { accept: header }, accept, maxBytes, allowHttp, signal })
}

/**
 * The actors of a handle, with the handle that their server prefers. If that is a different handle, its server is asked
 * once and must name the same handle and some of the same actors, which are the result (E-06, CVE-2023-42451).
 */
export async function findActors(
  fetch: SafeFetch,
  handle: Handle,
  options: WebfingerOptions,
): Promise<WebfingerAnswer> {
  const first = await webfinger(fetch, handle, options)
  if (first.kind !== 'found' || sameHandle(first.subject, handle)) return first
  const second = await webfinger(fetch, first.subject, options)
  if (second.kind !== 'found') return second
  const [actor, ...others] = second.actors.filter(({ uri }) => first.actors.some((one) => one.uri === uri))
  if (!actor) return refused('The two WebFinger answers lead to different actors.')
  if (!sameHandle(second.subject, first.subject)) return refused('The WebFinger answers name different handles.')
  return { ...second, actors: [actor, ...others] }
}

/** What an actor's document says about its handle. It is a claim, not a proof. */
interface HandleClaim {
  /** The actor's id. */
  uri: string
  preferredUsername?: string
  /** FEP-2c59: `name@host`, or with `acct:`. */
  webfinger?: string
}

/** The handle of an actor, and the other actors that have it too. */
interface ConfirmedHandle {
  kind: 'confirmed'
  handle: Handle
  others: readonly NamedActor[]
}

/**
 * The handle that belongs to an actor, confirmed by any `self` link of the handle's own server (E-07, R-38, case 41). The
 * actor's hint is tried first, then its name on its own host.
 */
export async function confirmHandle(
  fetch: SafeFetch,
  actor: HandleClaim,
  options: WebfingerOptions,
): Promise<ConfirmedHandle | AnswerFailure> {
  const actorUri = normalizeId(actor.uri)
  let failure: AnswerFailure = refused('The actor has no valid name.')
  for (const candidate of candidates(actor)) {
    const answer = await findActors(fetch, candidate, options)
    if (answer.kind === 'found' && answer.actors.some(({ uri }) => uri === actorUri)) {
      const others = answer.actors.filter(({ uri }) => uri !== actorUri)
      return { kind: 'confirmed', handle: answer.subject, others }
    }
    failure = answer.kind === 'found' ? refused('The name belongs to another actor.') : answer
  }
  return failure
}

function candidates({ uri, preferredUsername = '', webfinger: hint = '' }: HandleClaim): Handle[] {
  const hinted = parseHandle(hint)
  const own = makeHandle(preferredUsername, hostOf(uri) ?? '')
  if (!hinted) return own ? [own] : []
  return own && !sameHandle(own, hinted) ? [hinted, own] : [hinted]
}
