/**
 * Turns a request into an answer. Chooses between the client API, federation and web pages, and does what all of them
 * share: it checks the `Host` header, finds the client's address, and adds security headers.
 */

import { apiHandler, fileRoutes } from './api/routes.ts'
import type { App } from './core/app.ts'
import { ownHost } from './core/instance/own-host.ts'
import type { RatedRoutes } from './core/rate-limits/rates.ts'
import { askAgain } from './federation/inbox/ask-again.ts'
import { federationRoutes } from './federation/routes.ts'
import { pushRoutes } from './feed-reader/routes.ts'
import { hubRoutes } from './feeds/hub/routes.ts'
import { feedRoutes } from './feeds/routes.ts'
import { MB } from './lib/bytes.ts'
import { normalizeHost } from './lib/http/hosts.ts'
import { type Answer, jsonAnswer } from './lib/http-server/answer.ts'
import { BodyBudget, BodyHold } from './lib/http-server/body-budget.ts'
import { clientAddress, networkOf } from './lib/http-server/client-address.ts'
import { CORS } from './lib/http-server/cors.ts'
import type { Caller, Handler } from './lib/http-server/handler.ts'
import { knownNetworks } from './lib/http-server/known-networks.ts'
import { MAX_DECLARED_BYTES } from './lib/http-server/limits.ts'
import type { IncomingRequest } from './lib/http-server/request.ts'
import { securityHeaders } from './lib/http-server/security-headers.ts'
import { UploadBudget } from './lib/http-server/upload-budget.ts'
import { loadOnce } from './lib/load-once.ts'
import { mediaHandler, moved } from './media/routes.ts'
import type { Reason } from './messages/reason.ts'
import { sentenceOf } from './messages/sentence-of.ts'
import { loadPages, type Pages } from './pages/index.ts'

const HEALTH = '/health'
const INBOX = /^\/(?:actor\/|ap\/users\/\d+\/)?inbox$/
/** Pages whose forms lead to another site. */
const DEPARTURES = /^\/oauth\/authorize$|^\/@[^/@]+\/follow$/
/** Pages whose forms have files. */
const FILE_FORMS = /^\/(?:settings\/profile|compose)$/
const MEDIA = /^\/media(?:\/|$)/
const API = /^\/(?:api|avatars|headers)\/|^\/health$|^\/oauth\/(?!authorize$)|^\/\.well-known\/oauth-/
/** What pages of other sites may read besides the API. */
const OPEN = /^\/(?:\.well-known|nodeinfo|ap)\//
/** A NUL in a path names nothing, and PostgreSQL rejects it. In queries and bodies it is removed. */
const NUL = '%00'

type HostReader = ReturnType<typeof ownHost>

export function createHandler(app: App): Handler {
  const { origin, mediaOrigin } = app.config
  const safety = securityHeaders({
    https: origin.startsWith('https:'),
    ...(mediaOrigin !== origin && { mediaOrigin }),
  })
  const api = apiHandler(app)
  const federation = federationRoutes(app)
  const web = webRoutes(
    [feedRoutes(app), hubRoutes(app), pushRoutes(app), federation],
    loadOnce(() => loadPages(app)),
    safety,
  )
  const callerOf = callerReader(app)
  const hostOf = ownHost(app.config)
  const media = mediaRoute(app, mediaHandler(app), hostOf, safety)
  const isFileRoute = fileRoutes()
  const takesFiles = (request: IncomingRequest) => FILE_FORMS.test(request.path) || isFileRoute(request)
  const bodies = bodyBudget(app)
  const uploads = new UploadBudget(Math.max(app.config.imageSize, app.config.videoSize) * MB)
  const route = async (request: IncomingRequest, caller: Caller): Promise<Answer> => {
    const { method, path } = request
    const medium = await media(request, caller)
    if (medium) return medium
    if (API.test(path) || (method === 'OPTIONS' && OPEN.test(path)))
      return (await api(request, caller)).with(safety.api)
    // Deliveries come from servers, so their answers need no security headers.
    const delivered = isDelivery(request) ? await federation.answer(request, caller) : undefined
    return delivered ?? web(request, caller)
  }
  const answer = async (given: IncomingRequest): Promise<Answer> => {
    const request = withoutSlash(given)
    const refused = refusedUnread(app, request, hostOf, takesFiles)
    if (refused) return refused
    const caller = callerOf(request)
    if (!request.body) return route(request, caller)
    const hold = new BodyHold(bodies, caller.network)
    return route({ ...request, hold, uploads }, caller).finally(() => hold.release())
  }
  return async (request) => {
    const given = await answer(request).catch((error: unknown) => failed(app, request, error).with(safety.documents))
    return isDelivery(withoutSlash(request)) ? askAgain(given) : given
  }
}

function isDelivery({ method, path }: IncomingRequest): boolean {
  return method === 'POST' && INBOX.test(path)
}

function bodyBudget({ config, slot, clock }: App): BodyBudget {
  const isKnown = (network: string) => slot(knownNetworks).has(network, clock.now())
  return new BodyBudget({ maxBytes: config.bodyMemory * MB, isKnown })
}

/** For errors that not even a page could report, such as a database that does not respond. */
function failed({ log }: App, { path }: IncomingRequest, error: unknown): Answer {
  log.error({ err: error, path }, 'a request failed')
  return jsonAnswer(500, { error: sentenceOf(['internal-error']) }, CORS)
}

/**
 * What is no page comes first. Feeds answer whatever is requested there; at addresses that federation routes share with
 * pages, they pass unless ActivityPub is requested.
 */
function webRoutes(
  documents: readonly RatedRoutes[],
  load: () => Promise<Pages>,
  safety: ReturnType<typeof securityHeaders>,
) {
  return async (request: IncomingRequest, caller: Caller): Promise<Answer> => {
    const idHeader = ['x-request-id', caller.requestId]
    for (const routes of documents) {
      const document = await routes.answer(request, caller)
      if (document) return document.with(safety.documents, idHeader)
    }
    const { assets, pages, notFound } = await load()
    const file = await assets.answer(request, caller)
    if (file) return file.with(safety.files, idHeader)
    const page = (await pages.answer(request, caller)) ?? (await notFound(request, caller))
    return page.with(DEPARTURES.test(request.path) ? safety.departures : safety.pages, idHeader)
  }
}

/**
 * Media come first, since nothing else may ever answer at their addresses. If they have a host of their own, there
 * is nothing else on it, and they are nowhere else.
 */
function mediaRoute(
  app: App,
  serve: ReturnType<typeof mediaHandler>,
  hostOf: HostReader,
  safety: ReturnType<typeof securityHeaders>,
) {
  return async (request: IncomingRequest, caller: Caller): Promise<Answer | undefined> => {
    const isOnMediaHost = hostOf(request.header('host') ?? '') === 'media'
    if (!isOnMediaHost && !MEDIA.test(request.path)) return undefined
    const answer = app.config.mediaHost && !isOnMediaHost ? moved(app, request) : await serve(request, caller)
    return answer.with(safety.media)
  }
}

function callerReader(app: App): (request: IncomingRequest) => Caller {
  const { trustedProxies } = app.config
  return ({ remoteAddress, header }) => {
    const address = clientAddress(trustedProxies, remoteAddress, header('x-forwarded-for'))
    return { address, network: networkOf(address), requestId: String(Math.floor(app.random() * 2 ** 53)) }
  }
}

/**
 * Refuses a request for another host, with a NUL in its path, or with too large a body, before anything reads it. Where
 * files may be sent, their size is checked after their sender.
 */
function refusedUnread(
  { config }: App,
  request: IncomingRequest,
  hostOf: HostReader,
  takesFiles: (request: IncomingRequest) => boolean,
): Answer | undefined {
  const { path, header } = request
  const asked = header('host') ?? ''
  // RFC 9112 section 3.2: 400 for what is no host at all.
  if (!hostOf(asked) && path !== HEALTH)
    return refusal(asked && !normalizeHost(asked) ? 400 : 421, [
      'wrong-host',
      { host: config.host, origin: config.origin },
    ])
  if (path.includes(NUL)) return refusal(400, ['address-with-null'])
  const declared = header('content-length')
  if (declared !== undefined && Number(declared) > MAX_DECLARED_BYTES && !takesFiles(request))
    return refusal(413, ['body-too-long', { max: MAX_DECLARED_BYTES }])
  return undefined
}

function refusal(status: 400 | 413 | 421, reason: Reason): Answer {
  return jsonAnswer(status, { error: sentenceOf(reason) }, CORS)
}

/** Some client libraries end addresses with a slash. A signature covers the target, which keeps it. */
function withoutSlash(request: IncomingRequest): IncomingRequest {
  const { path } = request
  return path.length > 1 && path.endsWith('/') ? { ...request, path: path.slice(0, -1) } : request
}
