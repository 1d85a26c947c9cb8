/** The routes of all feeds. Their addresses end with their format, and `Accept` changes nothing. */
import type { App } from '../core/app.ts'
import { feedPath } from '../core/feeds/addresses.ts'
import type { RatedRoutes } from '../core/rate-limits/rates.ts'
import { spend } from '../core/rate-limits/spend.ts'
import { type Answer, redirect } from '../lib/http-server/answer.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { Routes } from '../lib/http-server/routes.ts'
import { parseId } from '../lib/ids.ts'
import { feedAnswer, feedError } from './answer.ts'
import { loadFeed } from './document.ts'
import { readFeedPath, requireFeed } from './find.ts'

const PATHS = ['/@:file', '/@:handle/:file', '/@:handle/tagged/:file', '/tags/:file', '/:file'] as const

/** Other addresses of the same forms are those of pages, and pass. */
export function feedRoutes(app: App): RatedRoutes {
  const routes: RatedRoutes = new Routes({
    admit: (rate, { caller }) => spend(app, rate, caller.network),
    onError: (error, request) => feedError(app, error, request),
  })
  for (const path of PATHS)
    routes.on(
      `GET ${path}`,
      'feed',
      ({ request }) => serve(app, request),
      ({ request }) => readFeedPath(request.path) !== undefined,
    )
  return routes
}

/** A feed has one address. Other spellings lead to it, so that caches, readers and hubs see one feed. */
async function serve(app: App, request: IncomingRequest): Promise<Answer | undefined> {
  const named = readFeedPath(request.path)
  if (!named) return undefined
  const { format } = named
  const feed = await requireFeed(app, named)
  const until = new URLSearchParams(request.query).get('until')
  const path = feedPath(feed, format)
  if (path !== request.path) return redirect(301, path + (until === null ? '' : `?until=${encodeURIComponent(until)}`))
  const document = await loadFeed(app, feed, format, until === null ? undefined : (parseId(until) ?? 0))
  return feedAnswer(app, request, format, document)
}
