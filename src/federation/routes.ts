/** Every address of the protocol. */
import { type Context, Hono } from 'hono'
import type { App } from '../core/app.ts'
import { AtollError } from '../core/errors.ts'
import { actorRoutes } from './routes/actors.ts'
import { notFound, refusal } from './routes/answer.ts'
import { collectionRoutes } from './routes/collections.ts'
import { contextRoutes } from './routes/contexts.ts'
import { BadCursor } from './routes/cursor.ts'
import { discoveryRoutes } from './routes/discovery.ts'
import { inboxRoutes } from './routes/inboxes.ts'
import { statusRoutes } from './routes/statuses.ts'

export { wantsActivityJson } from './routes/negotiate.ts'

/**
 * Discovery, actors, collections, objects, activities and inboxes. `/@name` and `/@name/:id` are answered only when
 * ActivityPub is asked for: then they lead to the id.
 */
export function federationRoutes(app: App): Hono {
  const hono = new Hono()
  discoveryRoutes(app, hono)
  inboxRoutes(app, hono)
  actorRoutes(app, hono)
  collectionRoutes(app, hono)
  statusRoutes(app, hono)
  contextRoutes(app, hono)
  hono.onError((error, c) => answerError(app, error, c))
  return hono
}

/** A stranger's mistake is never our 500, and our mistakes tell a stranger nothing. */
function answerError(app: App, error: Error, c: Context): Response {
  if (error instanceof BadCursor) return refusal(400, error.message)
  if (error instanceof AtollError && error.kind === 'not-found') return notFound()
  app.log.error({ err: error, path: c.req.path }, 'a protocol request failed')
  return Response.json({ error: 'Something went wrong here' }, { status: 500 })
}
