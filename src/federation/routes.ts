/** All routes of the federation protocol. */
import type { App } from '../core/app.ts'
import { AtollError, TooMany } from '../core/errors.ts'
import type { RatedRoutes } from '../core/rate-limits/rates.ts'
import { MINUTE } from '../lib/durations.ts'
import { formatRetryAfter } from '../lib/http/retry-after.ts'
import { type Answer, jsonAnswer } from '../lib/http-server/answer.ts'
import { CORS } from '../lib/http-server/cors.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { Routes } from '../lib/http-server/routes.ts'
import { StorageFull } from '../lib/storage/storage.ts'
import { sentenceOf } from '../messages/sentence-of.ts'
import { admitRequest } from './inbox/admission.ts'
import { actorRoutes } from './routes/actors.ts'
import { errorAnswer, notFound } from './routes/answer.ts'
import { collectionRoutes } from './routes/collections.ts'
import { contextRoutes } from './routes/contexts.ts'
import { BadCursor } from './routes/cursor.ts'
import { discoveryRoutes } from './routes/discovery.ts'
import { inboxRoutes } from './routes/inboxes.ts'
import { likeRoutes } from './routes/likes.ts'
import { statusRoutes } from './routes/statuses.ts'

/**
 * Discovery, actors, collections, objects, activities and inboxes. `/@name` and `/@name/:id` answer only requests for
 * ActivityPub.
 */
export function federationRoutes(app: App): RatedRoutes {
  const routes: RatedRoutes = new Routes({
    admit: (rate, { request, caller }) => admitRequest(app, rate, { request, network: caller.network }),
    onError: (error, request) => answerError(app, error, request),
  })
  discoveryRoutes(app, routes)
  inboxRoutes(app, routes)
  actorRoutes(app, routes)
  collectionRoutes(app, routes)
  statusRoutes(app, routes)
  contextRoutes(app, routes)
  likeRoutes(app, routes)
  return routes
}

/** Senders come back when an administrator has made room. */
const STORAGE_FULL_RETRY_MS = 10 * MINUTE

/** A bad request from another server never causes a 500, and a 500 reveals nothing about the error behind it. */
function answerError(app: App, error: unknown, { path }: IncomingRequest): Answer {
  if (error instanceof BadCursor) return errorAnswer(400, error.reason)
  if (error instanceof AtollError && error.kind === 'not-found') return notFound()
  if (error instanceof TooMany)
    return jsonAnswer(429, { error: sentenceOf(error.reason) }, [
      ...CORS,
      ...['retry-after', formatRetryAfter(error.retryAfterMs)],
    ])
  app.log.error({ err: error, path }, 'federation request failed')
  if (error instanceof StorageFull)
    return jsonAnswer(503, { error: sentenceOf(['storage-full']) }, [
      ...CORS,
      ...['retry-after', formatRetryAfter(STORAGE_FULL_RETRY_MS)],
    ])
  return jsonAnswer(500, { error: sentenceOf(['internal-error']) }, CORS)
}
