/**
 * Serves media: what was uploaded here, and our copies of what other servers have. No request header changes what is
 * found at an address, so nothing here can be taken for ActivityPub or a page.
 */
import type { App } from '../core/app.ts'
import { AtollError, NotFound, TooMany, Unavailable } from '../core/errors.ts'
import type { RatedRoutes } from '../core/rate-limits/rates.ts'
import { spend } from '../core/rate-limits/spend.ts'
import { MINUTE, SECOND } from '../lib/durations.ts'
import { formatRetryAfter } from '../lib/http/retry-after.ts'
import { type Answer, jsonAnswer, redirect } from '../lib/http-server/answer.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { Routes } from '../lib/http-server/routes.ts'
import type { Reason } from '../messages/reason.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { MediaFailure } from './fetch/failure.ts'
import { serveMedium } from './serve.ts'

export function mediaRoutes(app: App): RatedRoutes {
  const routes: RatedRoutes = new Routes({
    admit: (rate, { caller }) => void spend(app, rate, caller.network),
    onError: (error, request) => errorAnswer(app, error, request),
  })
  return routes.on('GET /media/:key/:name', 'media', ({ request, caller, params }) =>
    serveMedium(app, { request, caller, ...params }),
  )
}

/** Answers everything below `/media/` on this host, and everything on the host of media. */
export function mediaHandler(app: App): (request: IncomingRequest, caller: Caller) => Promise<Answer> {
  const routes = mediaRoutes(app)
  return async (request, caller) => (await routes.answer(request, caller)) ?? unknown(app, request, caller)
}

/** Leads to the host of media, which is set apart from the main one. */
export function moved({ config }: App, { target }: IncomingRequest): Answer {
  return redirect(301, config.mediaOrigin + target)
}

function unknown(app: App, request: IncomingRequest, { network }: Caller): Answer {
  try {
    spend(app, 'media', network)
    throw new NotFound()
  } catch (error) {
    return errorAnswer(app, error, request)
  }
}

function errorAnswer(app: App, error: unknown, { path }: IncomingRequest): Answer {
  if (error instanceof TooMany) return refusal(429, error.reason, ['retry-after', formatRetryAfter(error.retryAfterMs)])
  if (error instanceof Unavailable) return refusal(504, error.reason, PASSING)
  // Whatever is wrong with it at its origin, there is nothing here.
  if (error instanceof MediaFailure) {
    const isSilent = error.problem[0] === 'media-origin-silent'
    return refusal(isSilent ? 504 : 404, error.problem, PASSING)
  }
  if (error instanceof AtollError) return refusal(404, new NotFound().reason, PASSING)
  app.log.error({ err: error, path }, 'a medium could not be served')
  return jsonAnswer(500, { error: sentenceOf(['internal-error']) })
}

function refusal(status: number, reason: Reason, headers: string[] = []): Answer {
  return jsonAnswer(status, { error: sentenceOf(reason) }, headers)
}

/** It may be there in a minute. */
const PASSING = ['cache-control', `public, max-age=${MINUTE / SECOND}`]
