/** The routes of all pages and of the files that pages need. */
import type { App } from '../core/app.ts'
import { Routes } from '../lib/http-server/routes.ts'
import { errorPage } from './error-page.tsx'
import { readAssets } from './http/assets.ts'
import { requireSameOrigin } from './http/same-origin.ts'
import { aboutPage } from './routes/about.tsx'
import { frontPage } from './routes/front.tsx'
import { interactPage } from './routes/interact.tsx'
import { profilePage } from './routes/profile.tsx'
import { setUpPage, submitSetUp } from './routes/set-up.tsx'
import { signUpPage, submitSignUp } from './routes/sign-up.tsx'
import { statusPage } from './routes/status.tsx'
import { tagPage } from './routes/tag.tsx'

export interface PageOptions {
  /** Counts an attempt to sign up against the limit that pages and API share. @throws TooMany */
  countSignUp?: (network: string) => void
}

export function pageRoutes(app: App, { countSignUp }: PageOptions = {}): Routes {
  return new Routes({
    onError: (error, _, { requestId }) => errorPage(app, error, requestId),
    guard: (request) => requireSameOrigin(app.config.origin, request),
  })
    .on('GET /', ({ request }) => frontPage(app, request))
    .on('GET /about', () => aboutPage(app))
    .on('GET /setup/:token', ({ params }) => setUpPage(app, params.token))
    .on('POST /setup/:token', ({ request, params }) => submitSetUp(app, request, params.token))
    .on('GET /auth/sign-up', () => signUpPage(app))
    .on('POST /auth/sign-up', ({ request, caller }) => {
      countSignUp?.(caller.network)
      return submitSignUp(app, request)
    })
    .on('GET /authorize_interaction', ({ request }) => interactPage(app, request))
    .on('GET /tags/:tag', ({ request, params }) => tagPage(app, request, params.tag))
    .on('GET /@:handle/:id', ({ params }) => statusPage(app, params.handle, params.id))
    .on('GET /@:handle', ({ request, params }) => profilePage(app, request, params.handle))
}

/** Files have other security headers than pages, so they have routes of their own. */
export function assetRoutes(app: App): Routes {
  const assets = readAssets()
  return new Routes({ onError: (error, _, { requestId }) => errorPage(app, error, requestId) }).on(
    'GET /assets/:name',
    ({ params }) => assets.get(params.name),
  )
}
