/** Media types: which answers and deliveries are ActivityPub (E-40, E-71, R-31), and which clients get JSON (E-20). */
import { parse } from 'content-type'
import { AS } from './vocabulary.ts'

/** The type of all our documents. Lemmy compares the whole string, so it must be exactly this one (E-21). */
export const ACTIVITY_TYPE = 'application/activity+json; charset=utf-8'
/** The long name of the same type. */
export const LD_TYPE = `application/ld+json; profile="${AS}"`
/** The `accept` header of our fetches (E-70). */
export const ACCEPT_ACTIVITY = `application/activity+json, ${LD_TYPE}`

const COMMON = new Set(['application/activity+json', ACTIVITY_TYPE, LD_TYPE])
/** Longer header values are refused before they are parsed. */
const MAX_LENGTH = 1024
/** One type whose parameters all have a value. Programs disagree about what anything else means. */
const WELL_FORMED = /^[ \t]*[^\s;,"]+[ \t]*(?:;[ \t]*(?:[\w!#$&^.+-]+=(?:"[^"\\]*"|[^\s";,]*)[ \t]*)?)*$/
const PARAMETER_NAME = /;[ \t]*([\w!#$&^.+-]+)=(?:"[^"]*")?/g

/** The media type in a `content-type`, such as `text/html`: in lower case, without parameters. */
export function mediaTypeOf(contentType: string): string {
  return parse(contentType, { parameters: false }).type
}

/**
 * Whether a `content-type` is ActivityPub: `application/activity+json`, or `application/ld+json` with a profile that
 * names ActivityStreams, both in UTF-8. It is strict because an uploaded file can be served with almost any other type
 * (R-31, case 42).
 */
export function isActivityType(contentType: string | undefined | null): boolean {
  if (!contentType || contentType.length > MAX_LENGTH) return false
  if (COMMON.has(contentType)) return true
  if (!WELL_FORMED.test(contentType) || repeatsParameter(contentType)) return false
  const { type, parameters } = parse(contentType)
  if (!/^utf-?8$/i.test(parameters.charset ?? 'utf-8')) return false
  if (type === 'application/activity+json') return true
  return type === 'application/ld+json' && (parameters.profile ?? '').toLowerCase().split(/\s+/).includes(AS)
}

function repeatsParameter(contentType: string): boolean {
  const names = [...contentType.toLowerCase().matchAll(PARAMETER_NAME)].map(([, name]) => name)
  return new Set(names).size < names.length
}

/**
 * Whether an `accept` header asks for JSON rather than a page: it names an ActivityPub type and does not give HTML more
 * weight (E-20). A bare `application/ld+json` counts, because Mastodon sends it along with the other type.
 */
export function wantsActivity(accept: string | undefined | null): boolean {
  if (!accept || accept.length > MAX_LENGTH || !accept.includes('json')) return false
  let json = 0
  let html = 0
  for (let start = 0; start < accept.length; ) {
    const { type, parameters, index } = parse(accept, { start, comma: true })
    start = index + 1
    const weight = Number(parameters.q ?? 1) || 0
    if (type === 'application/activity+json' || type === 'application/ld+json') json = Math.max(json, weight)
    if (type === 'text/html' || type === 'application/xhtml+xml') html = Math.max(html, weight)
  }
  return json > 0 && json >= html
}
