/** The client API: its endpoints, CORS preflights, and a JSON 404 for all other paths. */
import type { App } from '../core/app.ts'
import { Answer } from '../lib/http-server/answer.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { type Match, Router } from '../lib/http-server/router.ts'
import { writeJson } from '../lib/written-json.ts'
import { readAccess } from './http/authorize.ts'
import type { Endpoint } from './http/endpoint.ts'
import { apiHeaders, PREFLIGHT } from './http/headers.ts'
import type { RateLimits } from './http/rate-limits.ts'
import { type ApiRoute, type ApiServer, runEndpoint } from './http/run-endpoint.ts'
import { endpoints } from './index.ts'
import { missingPictures } from './missing-pictures.ts'

interface ApiOptions {
  /** The server's counters; absent if rate limits are off. */
  limits?: RateLimits | undefined
  /** For tests: a response that does not match its schema becomes a 500. */
  checksAnswers?: boolean
}

type ApiHandler = (request: IncomingRequest, caller: Caller) => Promise<Answer>

export function apiHandler(app: App, { limits, checksAnswers = false }: ApiOptions = {}): ApiHandler {
  const server: ApiServer = { app, limits, checksAnswers }
  const router = routerOf(endpoints)
  return async (request, caller) => {
    const { method, path } = request
    const found = router.find(method, path)
    if (found) return answer(server, found, request, caller)
    if (method === 'OPTIONS' && path.startsWith('/api/')) return PREFLIGHT
    return new Answer(404, apiHeaders(caller.requestId, false), NO_ENDPOINT)
  }
}

const NO_ENDPOINT = writeJson({ error: 'The API has no such endpoint. Check the method and the path.' })

function routerOf(list: readonly Endpoint[]): Router<ApiRoute | Answer> {
  const router = new Router<ApiRoute | Answer>()
  for (const endpoint of list) {
    const route = { endpoint, access: readAccess(endpoint.scope) }
    for (const method of methodsOf(endpoint)) router.add(method, endpoint.path, route)
  }
  for (const [path, picture] of missingPictures()) router.add('GET', path, picture)
  return router
}

/** Rails accepts both verbs for every update, and clients use either. */
function methodsOf({ method }: Endpoint): string[] {
  return method === 'PUT' || method === 'PATCH' ? ['PUT', 'PATCH'] : [method]
}

async function answer(
  server: ApiServer,
  { value, params }: Match<ApiRoute | Answer>,
  request: IncomingRequest,
  caller: Caller,
): Promise<Answer> {
  return value instanceof Answer ? value : runEndpoint(server, value, request, params, caller)
}
