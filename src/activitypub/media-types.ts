/** Media types: which answers and deliveries are ActivityPub at all (E-40, E-71, R-31), and who is served JSON (E-20). */
import { AS } from './vocabulary.ts'

/** What we answer and send. Lemmy compares the whole string, so exactly this one (E-21). */
export const ACTIVITY_TYPE = 'application/activity+json; charset=utf-8'
/** The long name of the same thing. */
export const LD_TYPE = `application/ld+json; profile="${AS}"`
/** What we ask for (E-70). */
export const ACCEPT_ACTIVITY = `application/activity+json, ${LD_TYPE}`

const COMMON = new Set(['application/activity+json', ACTIVITY_TYPE, LD_TYPE])
/** Longer header values are refused before they are taken apart. */
const MAX_LENGTH = 1024
const PARAMETER = /;[ \t]*(?:([a-z0-9!#$&^_.+-]+)=(?:"([^"\\]*)"|([^\s";,]*)))?[ \t]*/gy

interface MediaType {
  name: string
  parameters: Map<string, string>
}

/** @returns undefined for what is not one well-formed media type */
function readMediaType(text: string): MediaType | undefined {
  const lower = text.trim().toLowerCase()
  const end = lower.indexOf(';')
  const name = (end < 0 ? lower : lower.slice(0, end)).trim()
  const parameters = new Map<string, string>()
  PARAMETER.lastIndex = end < 0 ? lower.length : end
  for (let at = PARAMETER.lastIndex; at < lower.length; at = PARAMETER.lastIndex) {
    const found = PARAMETER.exec(lower)
    if (!found) return undefined
    const [, key, quoted, token] = found
    if (key !== undefined) {
      if (parameters.has(key)) return undefined
      parameters.set(key, token ?? quoted ?? '')
    }
  }
  return { name, parameters }
}

/**
 * Whether a `content-type` is ActivityPub: `application/activity+json`, or `application/ld+json` whose profile names
 * ActivityStreams; in UTF-8. Strict, because an uploaded file can be served as nearly anything else (R-31, case 42).
 */
export function isActivityType(contentType: string | undefined | null): boolean {
  if (!contentType || contentType.length > MAX_LENGTH) return false
  if (COMMON.has(contentType)) return true
  const type = readMediaType(contentType)
  if (!type) return false
  const charset = type.parameters.get('charset')
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') return false
  if (type.name === 'application/activity+json') return true
  return type.name === 'application/ld+json' && (type.parameters.get('profile') ?? '').split(/\s+/).includes(AS)
}

/**
 * Whether an `accept` header asks for JSON rather than a page (E-20): it names an ActivityPub type, and HTML not with
 * more weight. A bare `application/ld+json` counts: Mastodon sends it beside the other.
 */
export function wantsActivity(accept: string | undefined | null): boolean {
  if (!accept || accept.length > MAX_LENGTH || !accept.includes('json')) return false
  let json = 0
  let html = 0
  for (const range of accept.split(',')) {
    const type = readMediaType(range)
    if (!type) continue
    const weight = Number(type.parameters.get('q') ?? 1) || 0
    if (type.name === 'application/activity+json' || type.name === 'application/ld+json') json = Math.max(json, weight)
    if (type.name === 'text/html' || type.name === 'application/xhtml+xml') html = Math.max(html, weight)
  }
  return json > 0 && json >= html
}
