/** The entry point of the pages. */
import type { App } from '../core/app.ts'
import type { RatedRoutes } from '../core/rate-limits/rates.ts'
import type { Answer } from '../lib/http-server/answer.ts'
import type { Caller } from '../lib/http-server/handler.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'

export interface Pages {
  assets: RatedRoutes
  pages: RatedRoutes
  /** Answers a request for which there is no route. It is counted like one for a page. */
  notFound(request: IncomingRequest, caller: Caller): Promise<Answer>
}

/**
 * Loads the pages. The first visitor waits for it, so that a start, and a server for apps alone, need no time and memory
 * for them. They are TSX, so the TSX loader must be registered before their import.
 */
export async function loadPages(app: App): Promise<Pages> {
  await import('../lib/load-tsx.ts')
  const { assetRoutes, pageRoutes, unknownPage } = await import('./routes.ts')
  return { assets: assetRoutes(app), pages: pageRoutes(app), notFound: unknownPage(app) }
}
