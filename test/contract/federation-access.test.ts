/**
 * Tests generated from the list of routes for other servers: they know signatures and nothing else, so a person's token or
 * cookie opens nothing there, and without a signature nothing is taken or shown that is not for all (R-71, E-43, E-50).
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ensureInstanceActor } from '../../src/core/accounts/instance-actor.ts'
import { startSession } from '../../src/core/sessions/start.ts'
import { storeStatus } from '../../src/core/statuses/store.ts'
import { createToken } from '../../src/core/tokens/create.ts'
import { createUser } from '../../src/core/users/create.ts'
import { federationRoutes } from '../../src/federation/routes.ts'
import { createHandler } from '../../src/http.ts'
import { fetchFrom } from '../../src/lib/http-server/web-standard.ts'
import { reactions } from '../../src/reactions.ts'
import { draftBy } from '../world/statuses.ts'
import { createTestApp } from '../world/test-app.ts'

type Headers = Record<string, string>

async function open(visibility: 'public' | 'followers' | 'direct') {
  const world = await createTestApp({ reactions, env: { ATOLL_RATE_LIMITS: 'no' } })
  const { app } = world
  await ensureInstanceActor(app)
  const send = fetchFrom(createHandler(app))
  const { account, user } = await createUser(app, { username: 'ana' })
  const draft = draftBy(app, account, { visibility, content: '<p>kelp4711</p>' })
  const { status } = await app.transaction((tx) => storeStatus(tx, draft, 'local'))
  const { key } = await createToken(app, user, { name: 'test', scopes: ['read', 'write', 'follow'] })
  const { secret } = await startSession(app, user, { device: '', address: '127.0.0.1' })
  const values: Record<string, string> = { handle: 'ana', name: 'ana' }
  /** The numbers in these addresses are ids of accounts, posts and conversations. */
  const idFor = (path: string, name: string) => {
    if (name === 'status_id' || /\/(statuses|objects|@:handle)\/:id/.test(path)) return status.id
    return path.includes('/contexts/') ? status.conversation_id : account.id
  }
  return {
    routes: federationRoutes(app).list,
    owners: [{ authorization: `Bearer ${key}` }, { cookie: `__Host-atoll-session=${secret}` }] as Headers[],
    async ask({ method, path }: { method: string; path: string }, headers: Headers = {}) {
      const address = path.replaceAll(/:(\w+)/g, (_, name: string) => values[name] ?? String(idFor(path, name)))
      const query = path.includes('webfinger') ? `?resource=acct:ana@${app.config.host}` : ''
      const request = new Request(app.config.origin + address + query, {
        method,
        headers: { accept: 'application/activity+json', 'content-type': 'application/activity+json', ...headers },
        body: method === 'POST' ? '{"id":"https://a.test/1","type":"Like","actor":"https://a.test/a"}' : undefined,
      })
      const answer = await send(request, {})
      return { status: answer.status, text: await answer.text() }
    },
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  }
}

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

for (const visibility of ['followers', 'direct'] as const)
  test(`no address for other servers shows a post of visibility ${visibility} without a signature (E-50, R-71)`, async () => {
    await using site = await open(visibility)
    for (const route of site.routes) {
      const nobody = await site.ask(route)
      assert.doesNotMatch(nobody.text, /kelp4711/, nameOf(route))
      for (const headers of site.owners) assert.deepEqual(await site.ask(route, headers), nobody, nameOf(route))
    }
  })

test('a public post is shown to all, so that its addresses are right in this test', async () => {
  await using site = await open('public')
  const shown = new Set<string>()
  for (const route of site.routes) {
    const { status, text } = await site.ask(route)
    assert.ok(status < 500, nameOf(route))
    if (text.includes('kelp4711')) shown.add(route.path)
  }
  assert.ok(shown.size >= 2, [...shown].join(', '))
})

test('an inbox takes nothing that is not signed, and nobody reads it (E-41, E-43)', async () => {
  await using site = await open('public')
  const inboxes = site.routes.filter(({ method }) => method !== 'GET')
  assert.ok(inboxes.length >= 2)
  for (const route of inboxes)
    for (const headers of [{}, ...site.owners]) {
      assert.equal((await site.ask(route, headers)).status, 401, nameOf(route))
      assert.ok([404, 405].includes((await site.ask({ ...route, method: 'GET' }, headers)).status), nameOf(route))
    }
})
