/**
 * Tests generated from the list of pages: what nobody, a member, another member, and everybody whose login does not work
 * get of each, and that no form is taken without its token.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowApp, redeemCode } from '../../src/core/apps/allow.ts'
import { registerApp } from '../../src/core/apps/register.ts'
import { startSession } from '../../src/core/sessions/start.ts'
import { storeStatus } from '../../src/core/statuses/store.ts'
import { createUser } from '../../src/core/users/create.ts'
import type { User } from '../../src/db/tables/users.ts'
import { createHandler } from '../../src/http.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { loadPages } from '../../src/pages/index.ts'
import { reactions } from '../../src/reactions.ts'
import { stateOf } from '../hostile/scene.ts'
import { createBrowser } from '../world/browser.ts'
import { BROKEN_LOGINS, breakLogin } from '../world/login-states.ts'
import { draftBy } from '../world/statuses.ts'
import { createTestApp } from '../world/test-app.ts'

const SELF = 'https://lagoon.test'
/** Pages that everybody may open. All others are for members. */
const PUBLIC = new Set([
  '/',
  '/local',
  '/.well-known/change-password',
  '/about',
  '/setup/:token',
  '/auth/sign-in',
  '/auth/sign-out',
  '/auth/sign-up',
  '/auth/confirm-email/:token',
  '/auth/reset',
  '/auth/reset/:token',
  '/oauth/authorize',
  '/authorize_interaction',
  '/tags/:tag',
  '/@:handle',
  '/!:handle',
  '/@:handle/replies',
  '/@:handle/tagged/:tag',
  '/@:handle/followers',
  '/@:handle/following',
  '/@:handle/follow',
  '/@:handle/:id',
  '/@:handle/:id/history',
  '/@:handle/:id/media/:number',
])
const SIGN_IN = /^\/auth\/sign-in\?next=/
/** For whoever has signed up, until the login works. */
const CHECK_MAIL = '/auth/check-mail'
/** The next step of a sign-up or sign-in, for those who have taken the first one. */
const STEPS = new Set([CHECK_MAIL, '/auth/2fa'])
const PASSWORD = 'lagoon lagoon'

type Asked = { method: string; path: string }

async function open() {
  const world = await createTestApp({ reactions, env: { ATOLL_RATE_LIMITS: 'no', ATOLL_REGISTRATIONS: 'open' } })
  const { app } = world
  const send = fetchFrom(createHandler(app))
  const ana = await createUser(app, { username: 'ana' })
  const draft = draftBy(app, ana.account, { visibility: 'direct' })
  const { status } = await app.transaction((tx) => storeStatus(tx, draft, 'local'))
  const values: Record<string, string> = { handle: 'ana', id: String(status.id), tag: 'reef', action: 'like' }
  const addressOf = (path: string) => path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? '1')
  const signedIn = async (user: User) => {
    const { secret, session } = await startSession(app, user, { device: '', address: '127.0.0.1' })
    return { user, session, cookie: `__Host-atoll-session=${secret}` }
  }
  return {
    app,
    ana: ana.user,
    /** Only its author may see it. */
    status,
    send,
    addressOf,
    signedIn,
    member: async (username: string) => signedIn((await createUser(app, { username, password: PASSWORD })).user),
    routes: (await loadPages(app)).pages.list as readonly Asked[],
    /** Asks for a page, about `ana` and her post. A form carries no token. */
    ask: ({ method, path }: Asked, cookie = '') => {
      const body = method === 'POST' ? new URLSearchParams({ app: '1', session: '1' }) : undefined
      return send(new Request(SELF + addressOf(path), { method, headers: { cookie, origin: SELF }, body }), {})
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

const nameOf = ({ method, path }: Asked) => `${method} ${path}`
const leads = (answer: Response) => (answer.status === 303 ? (answer.headers.get('location') ?? '') : '')

test('a page of members leads nobody else than members anywhere but to the sign-in page', async () => {
  await using site = await open()
  const { cookie } = await site.member('bo')
  assert.deepEqual(
    [...PUBLIC].filter((path) => !site.routes.some((route) => route.path === path)),
    [],
  )
  for (const route of site.routes.filter(({ method }) => method === 'GET')) {
    const [nobody, member] = [await site.ask(route), await site.ask(route, cookie)]
    assert.equal(SIGN_IN.test(leads(nobody)), !PUBLIC.has(route.path), nameOf(route))
    if (!STEPS.has(route.path)) assert.doesNotMatch(leads(member), SIGN_IN, nameOf(route))
    for (const { status } of [nobody, member]) assert.ok(status < 500, `${nameOf(route)}: ${status}`)
  }
})

for (const state of BROKEN_LOGINS)
  test(`whose login is ${state} is nobody to the pages (R-76)`, async () => {
    await using site = await open()
    const { user, cookie } = await site.member('bo')
    await breakLogin(site.app, user, state)
    const isNew = state === 'unconfirmed' || state === 'pending'
    for (const route of site.routes) {
      const [nobody, bo] = [await site.ask(route), await site.ask(route, cookie)]
      if (isNew && !STEPS.has(route.path) && SIGN_IN.test(leads(nobody)))
        assert.equal(leads(bo), CHECK_MAIL, nameOf(route))
      else if (!route.path.startsWith('/auth/')) assert.equal(bo.status, nobody.status, nameOf(route))
    }
  })

test('no page takes a form without its token, from a member or from nobody (R-83)', async () => {
  await using site = await open()
  const { cookie } = await site.member('bo')
  const forms = site.routes.filter(({ method }) => method !== 'GET')
  assert.ok(forms.length > 15)
  for (const route of forms) {
    const answer = await site.ask(route, cookie)
    assert.equal(answer.status, 403, nameOf(route))
    const stranger = await site.ask(route)
    assert.ok(stranger.status === 403 || SIGN_IN.test(leads(stranger)), `${nameOf(route)}: ${stranger.status}`)
  }
})

test("what is another member's is not there, on any page and for any form (R-71)", async () => {
  await using site = await open()
  const { app, ana, status } = site
  const { cookie } = await site.member('bo')
  const about = site.routes.filter(({ method, path }) => method === 'GET' && /:handle\/:id/.test(path))
  assert.ok(about.length >= 3)
  for (const route of about) assert.equal((await site.ask(route, cookie)).status, 404, nameOf(route))
  const browser = createBrowser(site.send, SELF)
  await browser.submit('/auth/sign-in', { login: 'bo', password: PASSWORD })
  const { client } = await registerApp(app, { name: 'Tide', redirectUris: ['tide://back'], scopes: 'read' })
  const allowed = { redirectUri: 'tide://back', scopes: ['read'], codeChallenge: undefined }
  const code = await allowApp(app, ana, client, allowed)
  await redeemCode(app, client, { code, redirectUri: 'tide://back', codeVerifier: undefined })
  const { session } = await site.signedIn(ana)
  const actions = ['like', 'unlike', 'boost', 'unboost', 'bookmark', 'unbookmark']
  const forms: [string, Record<string, string>][] = [
    ['/settings/sessions', { session: String(session.id) }],
    ['/settings/apps', { app: String(client.id) }],
    ['/compose', { text: 'changed', edit: String(status.id) }],
    ['/compose', { text: 'an answer', reply: String(status.id) }],
    [site.addressOf('/@:handle/:id/delete'), {}],
    ...actions.map((action): [string, Record<string, string>] => [site.addressOf(`/@:handle/:id/${action}`), {}]),
  ]
  const before = await stateOf(app)
  for (const [path, fields] of forms) {
    const answer = await browser.submit(path, fields, { page: '/about' })
    assert.equal(answer.status, 404, `${path} ${JSON.stringify(fields)}`)
  }
  assert.deepEqual(await stateOf(app), before)
})
