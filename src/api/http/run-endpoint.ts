/** Runs one request: finds the viewer, counts the call, reads the input, calls the handler and writes the response. */
import type { App } from '../../core/app.ts'
import { findAppOf } from '../../core/apps/find.ts'
import { Forbidden, NotFound } from '../../core/errors.ts'
import { RATES } from '../../core/rate-limits/rates.ts'
import { spend, TooManyRequests } from '../../core/rate-limits/spend.ts'
import type { Viewer } from '../../core/tokens/find.ts'
import type { ClientApp } from '../../db/tables/apps.ts'
import { Answer, type HeaderList } from '../../lib/http-server/answer.ts'
import type { Caller } from '../../lib/http-server/handler.ts'
import { knownNetworks } from '../../lib/http-server/known-networks.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { parseId } from '../../lib/ids.ts'
import type { Allowance } from '../../lib/rate-counters.ts'
import { writeJson } from '../../lib/written-json.ts'
import { answerError } from './answer-error.ts'
import { identify, type ReadAccess, requireAccess, type TokenOwner } from './authorize.ts'
import { requireClient, type Sent } from './client-credentials.ts'
import type { Endpoint } from './endpoint.ts'
import { apiHeaders } from './headers.ts'
import { limitHeaders, tightest } from './limit-headers.ts'
import type { Fields } from './nest-fields.ts'
import { isPaged, linkHeader, readPage } from './paging.ts'
import { parseForm } from './parse-form.ts'
import { readSent } from './read-sent.ts'
import { Reply, TextReply } from './reply.ts'

export interface ApiServer {
  app: App
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
    const hasToken = authorization !== undefined && access.kind !== 'client'
    const owner = hasToken
      ? await identify(app, authorization, { network, admitsNewcomers: endpoint.forNewcomers })
      : {}
    if (owner.viewer) app.slot(knownNetworks).add(network, app.clock.now())
    const least = tightest(countRequest(app, endpoint, owner.viewer, network, request.query))
    if (least) headers.push(...limitHeaders(least))
    requireAccess(owner, access)
    await using sent = await readSent(app, endpoint, request, { network, viewer: owner.viewer })
    const { fields, files } = sent
    const result = await endpoint.handler({
      app,
      viewer: owner.viewer,
      client: await clientOf(app, access, owner, { authorization, fields, network }),
      params: readParams(rawParams),
      ...readInput(endpoint, fields),
      files,
      idempotencyKey: request.header('idempotency-key') || undefined,
      network,
    })
    return writeAnswer(server, endpoint, result, headers, request)
  } catch (error) {
    return refuse(app, error, headers, { requestId, path: endpoint.path })
  }
}

/** The answer to a request that failed. A 429 says when the limit ends. */
export function refuse(
  app: App,
  error: unknown,
  headers: HeaderList,
  facts: { requestId: string; path: string },
): Answer {
  const limits = error instanceof TooManyRequests ? limitHeaders(error.allowance) : []
  const refusal = answerError(error, app.log, facts)
  return new Answer(refusal.status, [...headers, ...limits, ...Object.entries(refusal.headers).flat()], refusal.body)
}

function writeAnswer(
  { app, checksAnswers }: ApiServer,
  endpoint: Endpoint,
  result: unknown,
  headers: string[],
  request: IncomingRequest,
): Answer {
  if (result instanceof TextReply) return writeText(result, headers)
  const body = writeJson(result instanceof Reply ? result.body : result)
  if (result instanceof Reply && result.cursors)
    headers.push('link', linkHeader(app.config.origin, request, result.cursors))
  if (checksAnswers) endpoint.answer.parse(JSON.parse(body))
  return new Answer(result instanceof Reply ? result.status : 200, headers, body)
}

function writeText({ status, text }: TextReply, headers: string[]): Answer {
  const others = headers.flatMap((name, at) =>
    at % 2 || name === 'content-type' ? [] : [name, headers[at + 1] as string],
  )
  return new Answer(status, ['content-type', 'text/plain; charset=utf-8', ...others], text)
}

/** The app that calls, if the endpoint is for apps. */
async function clientOf(app: App, { kind }: ReadAccess, owner: TokenOwner, sent: Sent): Promise<ClientApp | undefined> {
  if (kind === 'client') return requireClient(app, sent)
  if (kind !== 'app') return undefined
  const client = owner.appCaller?.client ?? (owner.viewer && (await findAppOf(app, owner.viewer.token)))
  if (!client) throw new Forbidden('app-token-needed')
  return client
}

function readInput({ form, page: bounds }: Endpoint, fields: Fields) {
  return { form: form ? parseForm(form, fields) : {}, page: readPage(fields, bounds) }
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

/** Counts a request by its account and token, or else by its network, before its body is read. */
function countRequest(
  app: App,
  { rate, limit, method }: Endpoint,
  viewer: Viewer | undefined,
  network: string,
  query: string,
): (Allowance | undefined)[] {
  const isNextPage = method === 'GET' && isPaged(query)
  const account = viewer && String(viewer.account.id)
  const general =
    viewer && account !== undefined
      ? [
          spend(app, 'account', account),
          spend(app, 'token', String(viewer.token.id)),
          isNextPage ? spend(app, 'pagedByAccount', account) : undefined,
        ]
      : [spend(app, rate, network), isNextPage ? spend(app, 'pagedByNetwork', network) : undefined]
  if (!limit) return general
  // An account that a request has just created must not count its own creation.
  const key = RATES[limit].by === 'network' ? network : account
  return key === undefined ? general : [...general, spend(app, limit, key)]
}
