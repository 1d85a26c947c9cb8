/** Every page, by address. */
import { Hono } from 'hono'
import type { App } from '../core/app.ts'
import { createAssets } from './assets.ts'
import { errorPage, notFoundPage } from './error-page.tsx'
import { aboutPage } from './routes/about.tsx'
import { frontPage } from './routes/front.tsx'
import { interactPage } from './routes/interact.tsx'
import { profilePage } from './routes/profile.tsx'
import { setUp, setUpPage } from './routes/set-up.tsx'
import { signUpHere, signUpPage } from './routes/sign-up.tsx'
import { statusPage } from './routes/status.tsx'
import { tagPage } from './routes/tag.tsx'

export function pageRoutes(app: App): Hono {
  const asset = createAssets()
  return new Hono()
    .get('/', (c) => frontPage(app, c.req.raw))
    .get('/about', () => aboutPage(app))
    .get('/assets/:name', (c) => asset(c.req.param('name')) ?? notFoundPage(app))
    .get('/setup/:token', (c) => setUpPage(app, c.req.param('token')))
    .post('/setup/:token', (c) => setUp(app, c.req.raw, c.req.param('token')))
    .get('/auth/sign-up', () => signUpPage(app))
    .post('/auth/sign-up', (c) => signUpHere(app, c.req.raw))
    .get('/authorize_interaction', (c) => interactPage(app, c.req.raw))
    .get('/tags/:tag', (c) => tagPage(app, c.req.raw, c.req.param('tag')))
    .get('/:handle{@[^/]+}/:id', (c) => statusPage(app, c.req.param('handle').slice(1), c.req.param('id')))
    .get('/:handle{@[^/]+}', (c) => profilePage(app, c.req.raw, c.req.param('handle').slice(1)))
    .notFound(() => notFoundPage(app))
    .onError((error) => errorPage(app, error))
}
