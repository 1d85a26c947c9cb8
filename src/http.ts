/**
 * Request → Response. Knows nothing but who answers what: the API, the fediverse, or people's pages; and what holds for
 * all of them: whose host this is, whose request, and the headers that keep browsers safe.
 */
import { Hono } from 'hono'
import { RateLimits } from './api/http/rate-limits.ts'
import { apiRoutes } from './api/http/routes.ts'
import { type Config, isLocalhost } from './config.ts'
import type { App } from './core/app.ts'
import { federationRoutes } from './federation/routes.ts'
import { DAY, SECOND } from './lib/durations.ts'
import { clientAddress, networkOf } from './lib/http/client-address.ts'
import type { Fetch, Peer } from './listen.ts'
import { errorPage, notFoundPage, pageRoutes } from './pages/index.ts'

/** Larger bodies are refused before anybody looks at them; the edges have narrower bounds of their own. */
const MAX_DECLARED_BYTES = 2_097_152
const HEALTH = '/health'
const INBOX = /^\/(?:actor\/|ap\/users\/\d+\/)?inbox$/
const API = /^\/(?:api|avatars|headers)\/|^\/health$/
/** names nothing, and PostgreSQL takes it for an error. In queries and bodies it is taken out. */
const NUL = '%00'
const HSTS_S = (365 * DAY) / SECOND

/** What every edge may know of a request besides the request. */
interface Context {
  /** The client's address, behind our own proxies. */
  address: string
  /** What limits are counted by. */
  network: string
  requestId: string
}

export function createFetch(app: App): Fetch {
  const limits = app.config.rateLimits ? new RateLimits(app.clock.now) : undefined
  const api = apiRoutes(app, { limits })
  const federation = federationRoutes(app)
  const web = webRoutes(app, federation, limits)
  const contextOf = contextReader(app)
  const isOurs = hostCheck(app.config)
  const safety = safetyHeaders(app.config)
  return async (request, peer) => {
    const path = pathOf(request.url)
    if (!isOurs(request) && path !== HEALTH) return misdirected(app)
    if (path.includes(NUL)) return noAddress()
    const declared = request.headers.get('content-length')
    if (declared !== null && Number(declared) > MAX_DECLARED_BYTES) return tooLarge()
    const context = contextOf(request, peer)
    // First, and without a layer in between: most of what a server gets is this.
    if (request.method === 'POST' && INBOX.test(path)) return federation.fetch(request, context)
    if (API.test(path)) return api.fetch(request, context)
    return withHeaders(await web.fetch(request, context), { ...safety, 'X-Request-Id': context.requestId })
  }
}

/** The protocol's routes first: those of shared addresses step aside unless ActivityPub is asked for. */
function webRoutes(app: App, federation: Hono, limits: RateLimits | undefined): Hono<{ Bindings: Context }> {
  const web = new Hono<{ Bindings: Context }>()
  web.route('/', federation)
  // As often as by the API, and no more often for using both.
  web.post('/auth/sign-up', async ({ env }, next) => {
    limits?.spend('signUp', env.network)
    await next()
  })
  web.route('/', pageRoutes(app))
  web.notFound(() => notFoundPage(app))
  web.onError((error, { env }) => errorPage(app, error, env.requestId))
  return web
}

function contextReader(app: App): (request: Request, peer: Peer) => Context {
  const { trustedProxies } = app.config
  return (request, { remoteAddress }) => {
    const address = clientAddress(trustedProxies, remoteAddress, request.headers.get('x-forwarded-for'))
    return { address, network: networkOf(address), requestId: Math.floor(app.random() * 2 ** 52).toString(36) }
  }
}

/** our addresses come from the configuration; who asks for another host is told so. */
function hostCheck({ host }: Config): (request: Request) => boolean {
  const port = host.replace(/^.*?(?=:\d+$|$)/, '')
  return (request) => {
    const asked = request.headers.get('host') ?? new URL(request.url).host
    if (asked === host) return true
    const plain = asked
      .toLowerCase()
      .replace(/\.(?=:\d+$|$)/, '')
      .replace(/:443$/, '')
    // On one's own machine, every name of it will do.
    return plain === host || (isLocalhost(host) && isLocalhost(plain) && plain.endsWith(port))
  }
}

function misdirected({ config }: App): Response {
  return Response.json({ error: `This is ${config.host}: ask for ${config.origin}/` }, { status: 421 })
}

function tooLarge(): Response {
  return Response.json({ error: `The body is longer than ${MAX_DECLARED_BYTES} bytes` }, { status: 413 })
}

function noAddress(): Response {
  return Response.json({ error: 'The address contains a character that no address has' }, { status: 400 })
}

/** `https://host/path?query` → `/path` */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('//') + 2)
  if (start < 0) return '/'
  const end = url.slice(start).search(/[?#]/)
  return end < 0 ? url.slice(start) : url.slice(start, start + end)
}

function safetyHeaders({ origin }: Config): Record<string, string> {
  const pictures = origin.startsWith('https:') ? 'https:' : 'https: http:'
  return {
    // no script at all, no foreign style, no frame.
    'Content-Security-Policy': [
      "default-src 'none'",
      "style-src 'self'",
      "font-src 'self'",
      `img-src 'self' data: ${pictures}`,
      `media-src 'self' ${pictures}`,
      "manifest-src 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ].join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'same-origin',
    ...(origin.startsWith('https:') && { 'Strict-Transport-Security': `max-age=${HSTS_S}` }),
  }
}

/** What an answer says itself stays. */
function withHeaders(response: Response, headers: Record<string, string>): Response {
  const own = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) if (!own.has(name)) own.set(name, value)
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers: own })
}
