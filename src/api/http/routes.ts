/** The client API as one Hono: the list of endpoints, preflights, and a JSON 404 for the rest. */
import { Hono } from 'hono'
import type { App } from '../../core/app.ts'
import { endpoints } from '../index.ts'
import { missingPictures } from '../missing-pictures.ts'
import type { Endpoint } from './endpoint.ts'
import { apiHeaders, preflightHeaders } from './headers.ts'
import { writeJson } from './json.ts'
import type { RateLimits } from './rate-limits.ts'
import { type ApiServer, type Peer, runEndpoint } from './run-endpoint.ts'

type Env = { Bindings: Peer }

export interface ApiOptions {
  /** The server's counters, when requests are counted at all. */
  limits?: RateLimits
  /** For tests: an answer that differs from its schema becomes a 500. */
  checksAnswers?: boolean
}

export function apiRoutes(app: App, { limits, checksAnswers = false }: ApiOptions = {}): Hono<Env> {
  const server: ApiServer = { app, limits, checksAnswers }
  const hono = new Hono<Env>()
  for (const endpoint of endpoints) {
    hono.on(methodsOf(endpoint), endpoint.path, (context) =>
      runEndpoint(server, endpoint, context.req.raw, context.req.param(), context.env),
    )
  }
  hono.route('/', missingPictures())
  hono.options('/api/*', () => new Response(null, { status: 204, headers: preflightHeaders() }))
  hono.notFound(({ env }) => {
    const headers = apiHeaders(env.requestId, false)
    return new Response(writeJson({ error: 'The API has no such endpoint' }), { status: 404, headers })
  })
  return hono
}

/** Rails routes every update for both verbs, and clients use either. */
function methodsOf({ method }: Endpoint): string[] {
  return method === 'PUT' || method === 'PATCH' ? ['PUT', 'PATCH'] : [method]
}
