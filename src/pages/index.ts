/** The door to the pages. They are TSX, so what loads it has to be there before their first import. */
import '../lib/load-tsx.ts'

export const { notFoundPage } = await import('./error-page.tsx')
export const { assetRoutes, pageRoutes } = await import('./routes.ts')
