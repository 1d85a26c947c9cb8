/** Headers that restrict what a browser may do with an answer: one frozen list for each class of routes. */
import { DAY, SECOND } from '../durations.ts'
import type { HeaderList } from './answer.ts'

const HSTS_S = (365 * DAY) / SECOND

/** JSON for programs may not run or load anything, or be framed. */
const DATA_POLICY = policy({ 'default-src': "'none'", 'frame-ancestors': "'none'" })
/** An SVG picture may contain its own styles. */
const FILE_POLICY = policy({ 'default-src': "'none'", 'style-src': "'unsafe-inline'" })

/**
 * Pages run no scripts, load styles, pictures, films and sounds only from us, cannot be framed and send forms only to us
 * . A picture from another server would tell that one who reads what here.
 */
function pagePolicy(media: string, more: Record<string, string> = { 'form-action': "'self'" }): string {
  const own = `'self' ${media}`.trim()
  return policy({
    'default-src': "'none'",
    'style-src': "'self'",
    'img-src': `${own} data:`,
    'media-src': own,
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
    ...more,
  })
}

/**
 * A picture, film or sound that is opened by itself, as a document without scripts and of no origin. Around
 * a film, the browser builds a document that loads the film again, from an origin `null` and with styles of its own.
 */
const MEDIA_POLICY = policy({
  sandbox: '',
  'default-src': "'none'",
  'img-src': "'self'",
  'media-src': "'self'",
  'style-src': "'unsafe-inline'",
})
/** What players and web clients read to load a file in parts. */
const MEDIA_EXPOSED = 'Accept-Ranges, Content-Length, Content-Range, ETag'

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ')
}

// biome-ignore format: one header per line
const MEDIA: HeaderList = [
  'content-security-policy', MEDIA_POLICY,
  'x-content-type-options', 'nosniff',
  'cross-origin-resource-policy', 'cross-origin',
  'access-control-allow-origin', '*',
  'access-control-expose-headers', MEDIA_EXPOSED,
]

interface SecurityHeaders {
  /** The client API. Any page may call it, since it takes tokens and never cookies. */
  api: HeaderList
  /** ActivityPub and discovery. */
  documents: HeaderList
  files: HeaderList
  /** What people and other servers uploaded. Pages of every origin may show and read it, and none can be harmed by it. */
  media: HeaderList
  pages: HeaderList
  /**
   * Pages whose forms lead to another site: to an app that a person allows, whose address may have any scheme, and to the
   * server from which a visitor follows. Browsers apply `form-action` to the redirect that follows a form. With
   * `no-referrer`, they would send the form with `Origin: null`, as a page of any site can
   * (https://fetch.spec.whatwg.org/#append-a-request-origin-header).
   */
  departures: HeaderList
}

interface Options {
  https: boolean
  /** Where media are served, if that is not where pages are. */
  mediaOrigin?: string
}

export function securityHeaders({ https, mediaOrigin = '' }: Options): SecurityHeaders {
  const onlyHttps = https ? ['strict-transport-security', `max-age=${HSTS_S}`] : []
  const forClass = (policy: string, referrers: string) =>
    // biome-ignore format: one header per line
    Object.freeze([
      'content-security-policy', policy,
      'x-content-type-options', 'nosniff',
      'x-frame-options', 'DENY',
      'referrer-policy', referrers,
      ...onlyHttps,
    ])
  return {
    api: Object.freeze(['content-security-policy', DATA_POLICY, 'x-content-type-options', 'nosniff']),
    documents: forClass(DATA_POLICY, 'same-origin'),
    files: forClass(FILE_POLICY, 'same-origin'),
    media: Object.freeze([...MEDIA, ...onlyHttps]),
    pages: forClass(pagePolicy(mediaOrigin), 'strict-origin-when-cross-origin'),
    departures: forClass(pagePolicy(mediaOrigin, {}), 'same-origin'),
  }
}
