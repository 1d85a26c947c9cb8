/** WebFinger as a client (E-06, E-07): from a handle to an actor, and the proof that an actor owns its handle. */
import type { OutgoingResponse, SafeFetch } from '../lib/http/outgoing.ts'
import { type AnswerFailure, failureFrom, failureOf, refused } from './fetch-failure.ts'
import { type Handle, makeHandle, parseHandle, sameHandle } from './handle.ts'
import { readLrddTemplate } from './host-meta.ts'
import { type Jrd, readJrd } from './jrd.ts'
import { mediaTypeOf } from './media-types.ts'
import { hostOf, normalizeId } from './uris.ts'

type WebfingerAnswer = ({ kind: 'found' } & Jrd) | AnswerFailure

interface WebfingerOptions {
  /** Unix milliseconds; only to understand a `retry-after` that is a date. */
  now?: number
  /** For development: a server that has no https may be asked over plain http. */
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

/** What the handle's server says about it. The subject may be another handle: `findActor` follows it up. */
export async function webfinger(fetch: SafeFetch, handle: Handle, options: WebfingerOptions): Promise<WebfingerAnswer> {
  const answer = await askServer(fetch, `https://${handle.host}`, handle, options)
  const silent = answer.kind === 'unavailable' && answer.status === undefined
  return silent && options.allowHttp ? askServer(fetch, `http://${handle.host}`, handle, options) : answer
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
    const jrd = readJrd(response.json())
    return jrd ? { kind: 'found', ...jrd } : refused('The WebFinger answer names no actor.')
  } catch (error) {
    return failureFrom(error)
  }
}

/** Any trouble on the way means that there is no template: the 404 of the first question stands. */
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
 * The actor behind a handle, with the handle its server prefers. If that is another one, it is asked once itself and
 * must lead to the same actor and call itself so (E-06, CVE-2023-42451).
 */
export async function findActor(fetch: SafeFetch, handle: Handle, options: WebfingerOptions): Promise<WebfingerAnswer> {
  const first = await webfinger(fetch, handle, options)
  if (first.kind !== 'found' || sameHandle(first.subject, handle)) return first
  const second = await webfinger(fetch, first.subject, options)
  if (second.kind !== 'found') return second
  if (second.actorUri !== first.actorUri) return refused('The two WebFinger answers lead to different actors.')
  if (!sameHandle(second.subject, first.subject)) return refused('The WebFinger answers lead from name to name.')
  return second
}

/** What an actor's document says about its handle. A claim, not a proof. */
interface HandleClaim {
  /** The actor's id. */
  uri: string
  preferredUsername?: string
  /** FEP-2c59: `name@host`, or with `acct:`. */
  webfinger?: string
}

/**
 * The handle that an actor may be called by: one whose own server says that it belongs to this actor (E-07, R-38,
 * case 41). The hint is tried first, then the name on the actor's own host.
 */
export async function confirmHandle(
  fetch: SafeFetch,
  actor: HandleClaim,
  options: WebfingerOptions,
): Promise<{ kind: 'confirmed'; handle: Handle } | AnswerFailure> {
  const actorUri = normalizeId(actor.uri)
  let failure: AnswerFailure = refused('The actor claims no proper name.')
  for (const candidate of candidates(actor)) {
    const answer = await findActor(fetch, candidate, options)
    if (answer.kind === 'found' && answer.actorUri === actorUri) return { kind: 'confirmed', handle: answer.subject }
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
