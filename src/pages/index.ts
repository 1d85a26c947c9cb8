/** The entry point of the pages. They are TSX, so the TSX loader must be registered before their first import. */
import '../lib/load-tsx.ts'

export const { notFoundPage } = await import('./error-page.tsx')
export const { assetRoutes, pageRoutes } = await import('./routes.ts')
