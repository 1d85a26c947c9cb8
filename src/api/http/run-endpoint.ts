/** Runs one request: finds the viewer, counts the call, reads the input, calls the handler and writes the response. */
import type { z } from 'zod'
import type { App } from '../../core/app.ts'
import { InvalidFields, NotFound } from '../../core/errors.ts'
import type { Viewer } from '../../core/tokens/find.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Caller } from '../../lib/http-server/handler.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { parseId } from '../../lib/ids.ts'
import type { Allowance } from '../../lib/rate-counters.ts'
import { writeJson } from '../../lib/written-json.ts'
import type { Problem } from '../../messages/en/fields.ts'
import { answerError } from './answer-error.ts'
import { authorize, type ReadAccess } from './authorize.ts'
import type { Endpoint } from './endpoint.ts'
import { apiHeaders } from './headers.ts'
import { isPaged, linkHeader, readPage } from './paging.ts'
import { type LimitName, limitHeaders, type RateLimits, TooManyRequests, tightest } from './rate-limits.ts'
import { readFields } from './read-fields.ts'
import { Reply } from './reply.ts'

export interface ApiServer {
  app: App
  /** Absent when `config.rateLimits` is off. */
  limits: RateLimits | undefined
  /** For tests: a response that does not match its schema is an error. */
  checksAnswers: boolean
}

export interface ApiRoute {
  endpoint: Endpoint
  access: ReadAccess
}

export async function runEndpoint(
  server: ApiServer,
  { endpoint, access }: ApiRoute,
  request: IncomingRequest,
  rawParams: Record<string, string>,
  caller: Caller,
): Promise<Answer> {
  const { app } = server
  const { requestId, network } = caller
  const authorization = request.header('authorization')
  const headers = apiHeaders(requestId, authorization !== undefined)
  try {
    const viewer = await authorize(app, authorization, access)
    const least = tightest(countRequest(server, endpoint, viewer, network, request.query))
    if (least) headers.push(...limitHeaders(least))
    const result = await endpoint.handler({
      app,
      viewer,
      params: readParams(rawParams),
      ...(await readInput(endpoint, request)),
      idempotencyKey: request.header('idempotency-key') || undefined,
      network,
      spend: (limit, key) => void server.limits?.spend(limit, key),
    })
    return writeAnswer(server, endpoint, result, headers, request)
  } catch (error) {
    if (error instanceof TooManyRequests) headers.push(...limitHeaders(error.allowance))
    const refusal = answerError(error, app.log, { requestId, path: endpoint.path })
    return new Answer(refusal.status, [...headers, ...Object.entries(refusal.headers).flat()], refusal.body)
  }
}

function writeAnswer(
  { app, checksAnswers }: ApiServer,
  endpoint: Endpoint,
  result: unknown,
  headers: string[],
  request: IncomingRequest,
): Answer {
  const body = writeJson(result instanceof Reply ? result.body : result)
  if (result instanceof Reply && result.cursors)
    headers.push('link', linkHeader(app.config.origin, request, result.cursors))
  if (checksAnswers) endpoint.answer.parse(JSON.parse(body))
  return new Answer(200, headers, body)
}

async function readInput({ form, page: bounds }: Endpoint, request: IncomingRequest) {
  const fields = await readFields(request)
  return { form: form ? parseFields(form, fields) : {}, page: readPage(fields, bounds) }
}

function parseFields(form: z.ZodType, fields: Record<string, unknown>): unknown {
  const result = form.safeParse(fields)
  if (result.success) return result.data
  const problems: Record<string, Problem[]> = {}
  for (const { path, message } of result.error.issues) {
    const field = path.join('.') || 'base'
    problems[field] = [...(problems[field] ?? []), ['invalid-value', { reason: message }]]
  }
  throw new InvalidFields(problems)
}

/** A value that is not an id is a 404, like an id that does not exist (case 93). */
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
  network: string,
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
