/** The entry point of the pages. */
import type { App } from '../core/app.ts'
import type { Answer } from '../lib/http-server/answer.ts'
import type { Routes } from '../lib/http-server/routes.ts'
import type { PageOptions } from './routes.ts'

export interface Pages {
  assets: Routes
  pages: Routes
  notFound(): Promise<Answer>
}

/**
 * Loads the pages. The first visitor waits for it, so that a start, and a server for apps alone, need no time and memory
 * for them. They are TSX, so the TSX loader must be registered before their import.
 */
export async function loadPages(app: App, options?: PageOptions): Promise<Pages> {
  await import('../lib/load-tsx.ts')
  const { notFoundPage } = await import('./error-page.tsx')
  const { assetRoutes, pageRoutes } = await import('./routes.ts')
  return { assets: assetRoutes(app), pages: pageRoutes(app, options), notFound: () => notFoundPage(app) }
}
