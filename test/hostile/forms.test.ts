/** Pages of other sites send the forms of ours. Each header says it, alone and against the other. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeSettings } from '../../src/core/instance/settings.ts'
import { openSetupLink } from '../../src/core/users/setup-link.ts'
import { federationRoutes } from '../../src/federation/routes.ts'
import { createHandler } from '../../src/http.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { loadPages } from '../../src/pages/index.ts'
import { reactions } from '../../src/reactions.ts'
import { createBrowser } from '../world/browser.ts'
import { createTestApp } from '../world/test-app.ts'

type Headers = Record<string, string>

const SELF = 'https://lagoon.test'
const REFUSED: Headers[] = [
  { origin: 'null' },
  { origin: 'null', 'sec-fetch-site': 'same-origin' },
  { origin: 'https://evil.test' },
  { origin: 'http://lagoon.test' },
  { origin: 'https://lagoon.test:8443' },
  { origin: 'https://lagoon.test.evil.test', 'sec-fetch-site': 'same-origin' },
  { origin: `${SELF}, https://evil.test` },
  { origin: SELF, 'sec-fetch-site': 'cross-site' },
  { origin: SELF, 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': '' },
  { 'sec-fetch-site': 'same-origin, cross-site' },
  { referer: 'https://evil.test/form' },
  { referer: 'not an address' },
]
const ACCEPTED: Headers[] = [
  { origin: SELF },
  { origin: SELF, 'sec-fetch-site': 'same-origin', accept: 'text/html' },
  { 'sec-fetch-site': 'same-origin', referer: `${SELF}/auth/sign-up` },
  { 'sec-fetch-site': 'none' },
  { referer: `${SELF}/auth/sign-up` },
  {},
]

async function open() {
  const world = await createTestApp({ reactions, env: { ATOLL_HOST: 'lagoon.test', ATOLL_RATE_LIMITS: 'no' } })
  const { app } = world
  await changeSettings(app, { registrations: 'open' })
  const token = (await openSetupLink(app)) ?? ''
  const send = fetchFrom(createHandler(app))
  const fieldsFor = (username: string) => ({
    username,
    email: `${username}@example.org`,
    password: 'reef reef reef',
  })
  const post = (method: string, path: string, headers: Headers, username = '') => {
    const body = new URLSearchParams(fieldsFor(username))
    return send(new Request(SELF + path.replace(':token', token), { method, headers, body }), {})
  }
  /** The same, from a browser that has loaded the sign-up page. */
  const submit = (path: string, headers: Headers, username = '') =>
    createBrowser(send, SELF).submit(path.replace(':token', token), fieldsFor(username), {
      page: '/auth/sign-up',
      headers,
    })
  return { app, post, submit, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
}

const changing = (list: readonly { method: string; path: string }[]) => list.filter(({ method }) => method !== 'GET')

test('no page takes a form from another site, whichever header says so', async () => {
  await using site = await open()
  const routes = changing((await loadPages(site.app)).pages.list)
  assert(routes.length >= 2)
  for (const { method, path } of routes) {
    for (const headers of REFUSED) {
      const what = `${method} ${path} ${JSON.stringify(headers)}`
      const answer = await site.post(method, path, headers, 'eve')
      assert.equal(answer.status, 403, what)
      assert.match(await answer.text(), /sent from another site/, what)
    }
    for (const headers of ACCEPTED) {
      assert.doesNotMatch(await (await site.submit(path, headers)).text(), /sent from another site|too old/, path)
      const unmarked = await site.post(method, path, headers)
      // A form of members leads whoever is not signed in to the sign-in page, before anything is done.
      if (unmarked.status === 303) assert.match(unmarked.headers.get('location') ?? '', /^\/auth\/sign-in\?/)
      else assert.match(await unmarked.text(), /too old/, `${path} without the token of the form`)
    }
  }
  const { count } = await site.app.db
    .selectFrom('users')
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  assert.equal(Number(count), 0)
})

test('a form of this site creates an account, in every browser', async () => {
  await using site = await open()
  for (const [at, headers] of ACCEPTED.entries()) {
    const answer = await site.submit('/auth/sign-up', headers, `ana${at}`)
    assert.equal(answer.status, 303, JSON.stringify(headers))
  }
})

test('outside the API and the pages, only inboxes take a POST', async () => {
  await using site = await open()
  for (const { path } of changing(federationRoutes(site.app).list)) assert.match(path, /inbox$/)
})
