/** The client API: its endpoints, CORS preflights, and a JSON 404 for all other paths. */
import type { App } from '../core/app.ts'
import { spend } from '../core/rate-limits/spend.ts'
import { Answer } from '../lib/http-server/answer.ts'
import { preflight } from '../lib/http-server/cors.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { Router } from '../lib/http-server/router.ts'
import { writeJson } from '../lib/written-json.ts'
import { readAccess } from './http/authorize.ts'
import type { Endpoint } from './http/endpoint.ts'
import { apiHeaders } from './http/headers.ts'
import { type ApiRoute, type ApiServer, refuse, runEndpoint } from './http/run-endpoint.ts'
import { endpoints } from './index.ts'
import { missingPictures } from './missing-pictures.ts'

interface ApiOptions {
  /** For tests: a response that does not match its schema becomes a 500. */
  checksAnswers?: boolean
}

type ApiHandler = (request: IncomingRequest, caller: Caller) => Promise<Answer>

export function apiHandler(app: App, { checksAnswers = false }: ApiOptions = {}): ApiHandler {
  const server: ApiServer = { app, checksAnswers }
  const router = routerOf(endpoints)
  return async (request, caller) => {
    const { value, params = {} } = router.find(request.method, request.path) ?? {}
    if (value === undefined || value instanceof Answer) return answerFixed(app, value, request, caller)
    return runEndpoint(server, value, request, params, caller)
  }
}

const NO_ENDPOINT = writeJson({ error: 'The API has no such endpoint. Check the method and the path.' })

/** Counts and answers what is the same for everyone: a picture, a CORS preflight, or that there is no such endpoint. */
function answerFixed(
  app: App,
  picture: Answer | undefined,
  request: IncomingRequest,
  { network, requestId }: Caller,
): Answer {
  const isPreflight = request.method === 'OPTIONS'
  const headers = apiHeaders(requestId, false)
  try {
    spend(app, picture ? 'file' : isPreflight ? 'preflight' : 'api', network)
  } catch (error) {
    return refuse(app, error, headers, { requestId, path: request.path })
  }
  return picture ?? (isPreflight ? preflight(request) : new Answer(404, headers, NO_ENDPOINT))
}

/** Makes the function that says whether an endpoint takes files, so that its body may be long. */
export function fileRoutes(list: readonly Endpoint[] = endpoints): (request: IncomingRequest) => boolean {
  const router = new Router<true>()
  for (const endpoint of list.filter(({ files }) => files))
    for (const method of methodsOf(endpoint)) router.add(method, endpoint.path, true)
  return ({ method, path }) => router.find(method, path) !== undefined
}

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
