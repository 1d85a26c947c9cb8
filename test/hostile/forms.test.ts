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
  { cookie: 'session=1' },
]
const ACCEPTED: Headers[] = [
  { origin: SELF },
  { origin: SELF, 'sec-fetch-site': 'same-origin', cookie: 'theme=dark' },
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
  const post = (method: string, path: string, headers: Headers, username = '') => {
    const email = `${username}@example.org`
    const body = new URLSearchParams({ username, email, password: 'reef reef reef', agreement: 'on' })
    return send(new Request(SELF + path.replace(':token', token), { method, headers, body }), {})
  }
  return { app, post, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() }
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
    for (const headers of ACCEPTED) assert.equal((await site.post(method, path, headers)).status, 422)
  }
  const { count } = await site.app.db
    .selectFrom('users')
    .select((select) => select.fn.countAll().as('count'))
    .executeTakeFirstOrThrow()
  assert.equal(Number(count), 0)
})

test('a form of this site creates an account, in every browser and from curl', async () => {
  await using site = await open()
  for (const [at, headers] of ACCEPTED.entries()) {
    const answer = await site.post('POST', '/auth/sign-up', headers, `ana${at}`)
    assert.equal(answer.status, 200, JSON.stringify(headers))
  }
})

test('outside the API and the pages, only inboxes take a POST', async () => {
  await using site = await open()
  for (const { path } of changing(federationRoutes(site.app).list)) assert.match(path, /inbox$/)
})
