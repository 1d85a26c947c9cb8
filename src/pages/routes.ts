/** The routes of all pages and of the files that pages need. */
import type { App } from '../core/app.ts'
import { Forbidden } from '../core/errors.ts'
import type { RatedRoutes } from '../core/rate-limits/rates.ts'
import { spend } from '../core/rate-limits/spend.ts'
import { Routes } from '../lib/http-server/routes.ts'
import { errorPage } from './error-page.tsx'
import { readAssets } from './http/assets.ts'
import { isOwnOrReading } from './http/same-origin.ts'
import { aboutPage } from './routes/about.tsx'
import { frontPage } from './routes/front.tsx'
import { interactPage } from './routes/interact.tsx'
import { profilePage } from './routes/profile.tsx'
import { setUpPage, submitSetUp } from './routes/set-up.tsx'
import { signUpPage, submitSignUp } from './routes/sign-up.tsx'
import { statusPage } from './routes/status.tsx'
import { tagPage } from './routes/tag.tsx'

export function pageRoutes(app: App): RatedRoutes {
  return ratedRoutes(app)
    .on('GET /', 'page', ({ request }) => frontPage(app, request))
    .on('GET /about', 'page', () => aboutPage(app))
    .on('GET /setup/:token', 'secretLink', ({ params }) => setUpPage(app, params.token))
    .on('POST /setup/:token', 'secretLink', (routed) => submitSetUp(app, routed))
    .on('GET /auth/sign-up', 'page', () => signUpPage(app))
    .on('POST /auth/sign-up', 'signUp', (routed) => submitSignUp(app, routed))
    .on('GET /authorize_interaction', 'page', ({ request }) => interactPage(app, request))
    .on('GET /tags/:tag', 'page', ({ request, params }) => tagPage(app, request, params.tag))
    .on('GET /@:handle/:id', 'page', ({ params }) => statusPage(app, params.handle, params.id))
    .on('GET /@:handle', 'page', ({ request, params }) => profilePage(app, request, params.handle))
}

/** Files have other security headers than pages, so they have routes of their own. */
export function assetRoutes(app: App): RatedRoutes {
  const assets = readAssets()
  return ratedRoutes(app).on('GET /assets/:name', 'file', ({ params }) => assets.get(params.name))
}

function ratedRoutes(app: App): RatedRoutes {
  return new Routes({
    admit: (rate, { request, caller }) => {
      const isWelcome = isOwnOrReading(app.config.origin, request)
      // Another site's page must not use up what its visitor may do here.
      spend(app, isWelcome ? rate : 'page', caller.network)
      if (!isWelcome) throw new Forbidden('form-from-other-site')
    },
    onError: (error, _, { requestId }) => errorPage(app, error, requestId),
  })
}
