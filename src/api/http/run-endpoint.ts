/** One request through one endpoint: who, how often, what; then the handler; then the answer. */
import type { z } from 'zod'
import type { App } from '../../core/app.ts'
import { Invalid, NotFound } from '../../core/errors.ts'
import type { Viewer } from '../../core/tokens/find.ts'
import { parseId } from '../../lib/ids.ts'
import { answerError } from './answer-error.ts'
import { authorize } from './authorize.ts'
import type { Endpoint } from './endpoint.ts'
import { apiHeaders } from './headers.ts'
import { writeJson } from './json.ts'
import { isPaged, linkHeader, readPage } from './paging.ts'
import {
  type Allowance,
  type LimitName,
  limitHeaders,
  type RateLimits,
  TooManyRequests,
  tightest,
} from './rate-limits.ts'
import { readForm } from './read-form.ts'
import { Reply } from './reply.ts'

export interface ApiServer {
  app: App
  /** Absent when `config.rateLimits` is off. */
  limits: RateLimits | undefined
  /** For tests: an answer that differs from its schema is an error. */
  checksAnswers: boolean
}

/** What the server knows of a request besides the request. */
export interface Peer {
  /** An IPv4 address or an IPv6 /64: what limits are counted by. */
  network: string
  requestId: string
}

export async function runEndpoint(
  server: ApiServer,
  endpoint: Endpoint,
  request: Request,
  rawParams: Record<string, string>,
  peer: Peer,
): Promise<Response> {
  const { app } = server
  const url = new URL(request.url)
  const headers = apiHeaders(peer.requestId, request.headers.has('authorization'))
  try {
    const viewer = await authorize(app, request.headers.get('authorization'), endpoint.scope)
    const spent = countRequest(server, endpoint, viewer, peer, url.search)
    const least = tightest(spent)
    if (least) Object.assign(headers, limitHeaders(least))
    const answer = await endpoint.handler({
      app,
      viewer,
      params: readParams(rawParams),
      ...(await readInput(endpoint, request, url)),
      idempotencyKey: request.headers.get('idempotency-key') || undefined,
      network: peer.network,
      spend: (limit, key) => void server.limits?.spend(limit, key),
    })
    return answered(server, endpoint, answer, headers, url)
  } catch (error) {
    if (error instanceof TooManyRequests) Object.assign(headers, limitHeaders(error.allowance))
    const refusal = answerError(error, app.log, { requestId: peer.requestId, path: endpoint.path })
    return new Response(refusal.body, { status: refusal.status, headers: Object.assign(headers, refusal.headers) })
  }
}

function answered(
  { app, checksAnswers }: ApiServer,
  endpoint: Endpoint,
  answer: unknown,
  headers: Record<string, string>,
  url: URL,
): Response {
  const body = writeJson(answer instanceof Reply ? answer.body : answer)
  if (answer instanceof Reply) {
    Object.assign(headers, answer.headers)
    if (answer.cursors) headers.Link = linkHeader(app.config.origin, url, answer.cursors)
  }
  if (checksAnswers) endpoint.answer.parse(JSON.parse(body))
  return new Response(body, { headers })
}

async function readInput({ form, page: bounds }: Endpoint, request: Request, url: URL) {
  const fields = await readForm(request, url.searchParams)
  return { form: form ? parseFields(form, fields) : {}, page: readPage(fields, bounds) }
}

function parseFields(form: z.ZodType, fields: Record<string, unknown>): unknown {
  const result = form.safeParse(fields)
  if (result.success) return result.data
  const details: Invalid['details'] = {}
  const sentences = result.error.issues.map((issue) => {
    const field = issue.path.join('.') || 'base'
    details[field] = [...(details[field] ?? []), { error: 'ERR_INVALID', description: issue.message }]
    return `${field.charAt(0).toUpperCase()}${field.slice(1).replaceAll('_', ' ')} ${issue.message}`
  })
  throw new Invalid(`Validation failed: ${sentences.join(', ')}`, details)
}

/** What is no id names nothing: 404, as for an id that nobody has (case 93). */
function readParams(raw: Record<string, string>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(raw).map(([name, value]) => {
      if (name !== 'id' && !name.endsWith('_id')) return [name, value]
      const id = parseId(value)
      if (id === undefined) throw new NotFound()
      return [name, id]
    }),
  )
}

function countRequest(
  { limits }: ApiServer,
  { limit, method }: Endpoint,
  viewer: Viewer | undefined,
  { network }: Peer,
  query: string,
): Allowance[] {
  if (!limits) return []
  const who = viewer ? String(viewer.account.id) : network
  const spend = (name: LimitName, key: string) => limits.spend(name, key)
  return [
    ...(viewer ? [spend('account', who), spend('token', String(viewer.token.id))] : [spend('address', network)]),
    ...(method === 'GET' && isPaged(query) ? [spend('paged', who)] : []),
    ...(limit ? [spend(limit, who)] : []),
  ]
}
