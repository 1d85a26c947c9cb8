import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { remoteAccount } from '../../test/world/accounts.ts'
import { createKeyPool } from '../../test/world/key-pool.ts'
import { statusBy } from '../../test/world/statuses.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import { signRequest } from '../activitypub/signatures/sign-request.ts'
import { deleteAccount } from '../core/accounts/delete.ts'
import { ensureInstanceActor } from '../core/accounts/instance-actor.ts'
import type { App } from '../core/app.ts'
import { blockDomain } from '../core/domains/block.ts'
import { boost } from '../core/interactions/boost.ts'
import { pin } from '../core/interactions/pin.ts'
import { block } from '../core/relationships/block.ts'
import { follow } from '../core/relationships/follow.ts'
import { unfollow } from '../core/relationships/unfollow.ts'
import { deleteStatus } from '../core/statuses/delete.ts'
import type { StatusDraft } from '../core/statuses/store.ts'
import { storeUser } from '../core/users/create.ts'
import type { Account } from '../db/tables/accounts.ts'
import { createHandler } from '../http.ts'
import { SECOND } from '../lib/durations.ts'
import { fetchFrom } from '../lib/http-server/web-standard.ts'

const AP = 'application/activity+json'
const ORIGIN = 'https://lagoon.test'

type Signer = { keyId: string; privatePem: string }
type Asked = { accept?: string; signer?: Signer; method?: 'GET' | 'HEAD' }

async function createServer(env: Record<string, string> = {}) {
  const test = await createTestApp({ env })
  const { app } = test
  const pool = createKeyPool()
  const person = async (username: string) => {
    const keys = { rsa: await pool.rsa(), ed25519: await pool.ed25519() }
    return (await app.transaction((tx) => storeUser(tx, { input: { username }, passwordHash: null, keys }))).account
  }
  /** A remote account with a known key. */
  const remote = async (acct: string) => {
    const { publicPem, privatePem } = await pool.rsa()
    const uri = `https://${acct.split('@')[1]}/users/${acct.split('@')[0]}`
    const keyId = `${uri}#main-key`
    const account = await remoteAccount(app, acct, { keys: [{ keyId, kind: 'rsa', publicPem }] })
    return { account, signer: { keyId, privatePem } }
  }
  const write = (author: Account, draft: Partial<StatusDraft> = {}) =>
    statusBy(app, author, { content: '<p>hello</p>', ...draft }, 'local')
  const fetch = fetchFrom(createHandler(app))
  const get = async (url: string, { accept = AP, signer, method = 'GET' }: Asked = {}) => {
    const address = new URL(url, ORIGIN)
    const headers = { accept, host: 'lagoon.test', ...(signer && (await signed(app, address, signer))) }
    return fetch(new Request(address, { method, headers }), {})
  }
  const json = async (url: string, options = {}) => (await (await get(url, options)).json()) as Json
  return { test, app, person, remote, write, get, json, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}
// biome-ignore format: the fields of answers that the tests read
type Json = Record<string, unknown> & { first: Json; orderedItems: (string & Json)[]; items: string[]; links: { rel: string; href: string }[] }

function signed(app: App, url: URL, { keyId, privatePem }: Signer): Promise<Record<string, string>> {
  const key = { keyId, privateKey: createPrivateKey(privatePem) }
  const hop = { method: 'GET', url, headers: {}, body: undefined }
  return signRequest(hop, key, { form: 'cavage', now: app.clock.now() })
}

test('an actor is served with the exact headers that peers need (E-20, E-21, E-62, E-63)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  for (const accept of [
    AP,
    `${AP}, application/ld+json`,
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    '*/*',
  ]) {
    const answer = await server.get(ana.uri, { accept })
    assert.equal(answer.status, 200, accept)
    assert.equal(answer.headers.get('content-type'), 'application/activity+json; charset=utf-8')
    assert.match(answer.headers.get('vary') ?? '', /Accept/)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=180')
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    assert.equal(((await answer.json()) as Json).id, ana.uri)
  }
})

test('an actor has every field that peers require (E-22 to E-25)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const actor = await server.json(ana.uri)
  for (const key of ['inbox', 'outbox', 'followers', 'following', 'featured'] as const)
    assert.equal(actor[key], `${ana.uri}/${key}`)
  assert.deepEqual(actor.endpoints, { sharedInbox: `${ORIGIN}/inbox` })
  assert.deepEqual([actor.type, actor.preferredUsername, actor.url], ['Person', 'ana', `${ORIGIN}/@ana`])
  const key = actor.publicKey as Record<string, string>
  assert.deepEqual([key.id, key.owner], [`${ana.uri}#main-key`, ana.uri])
  assert.match(key.publicKeyPem ?? '', /^-----BEGIN PUBLIC KEY-----/)
  const [multikey = assert.fail()] = actor.assertionMethod as Record<string, string>[]
  assert.match(multikey.publicKeyMultibase ?? '', /^z6Mk/)
})

test('browsers are redirected to the page, and an unsupported media type is refused (E-20, E-61)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const page = await server.get(ana.uri, { accept: 'text/html' })
  assert.deepEqual([page.status, page.headers.get('location')], [302, `${ORIGIN}/@ana`])
  assert.equal(
    page.headers.get('access-control-allow-origin'),
    '*',
    'a redirect that a page of another site may not read ends its request',
  )
  assert.equal((await server.get(ana.uri, { accept: 'image/png' })).status, 406)
})

test('the front page answers ActivityPub with the server actor, also in secure mode (E-20, E-29)', async () => {
  for (const secure of ['no', 'yes']) {
    await using server = await createServer({ ATOLL_AUTHORIZED_FETCH: secure })
    await ensureInstanceActor(server.app)
    const [answer, document] = [await server.get('/'), await server.get('/actor')]
    assert.deepEqual([answer.status, answer.headers.get('content-location')], [200, `${ORIGIN}/actor`])
    assert.match(answer.headers.get('vary') ?? '', /Accept/)
    const text = await answer.text()
    assert.equal(text, await document.text())
    const { type, name, inbox, outbox, published } = JSON.parse(text)
    const required = { type: 'Application', name: 'lagoon.test', inbox: `${ORIGIN}/actor/inbox` }
    assert.deepEqual({ type, name, inbox }, required, 'what Lemmy requires of a server')
    assert.deepEqual([outbox, typeof published], [`${ORIGIN}/actor/outbox`, 'string'])
    for (const accept of ['text/html', '*/*', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', '']) {
      const page = await server.get('/', { accept })
      assert.match(page.headers.get('content-type') ?? '', /^text\/html/, accept)
      assert.match(page.headers.get('vary') ?? '', /accept/)
    }
  }
})

test('a page address answers ActivityPub with the document and its id, not with a redirect (E-20, R-30)', async () => {
  await using server = await createServer()
  await ensureInstanceActor(server.app)
  const ana = await server.person('ana')
  const status = await server.write(ana)
  const pages: [string, string][] = [
    ['/@ana', ana.uri],
    ['/@ANA@lagoon.test', ana.uri],
    ['/@ana/', ana.uri],
    ['/@lagoon.test', `${ORIGIN}/actor`],
    [`/@ana/${status.id}`, status.uri],
    [`/@ana@lagoon.test/${status.id}`, status.uri],
  ]
  for (const [page, id] of pages) {
    const [answer, document] = [await server.get(page), await server.get(id)]
    assert.deepEqual([answer.status, answer.headers.get('content-location')], [200, id], page)
    for (const name of ['content-type', 'vary', 'cache-control'])
      assert.equal(answer.headers.get(name), document.headers.get(name), `${page} ${name}`)
    assert.equal(await answer.text(), await document.text(), page)
    const head = await server.get(page, { method: 'HEAD' })
    assert.deepEqual([head.status, head.headers.get('content-location'), await head.text()], [200, id, ''], page)
  }
  for (const page of ['/@nobody', '/@ana@reef.test', '/@ana/4711'])
    assert.equal((await server.get(page)).status, 404, page)
})

test('a browser gets a page at the address of a page, which caches keep apart from the document (E-20)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const status = await server.write(ana)
  for (const page of ['/@ana', `/@ana/${status.id}`, '/@ana@lagoon.test', `/@ana@lagoon.test/${status.id}`]) {
    const answer = await server.get(page, { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' })
    assert.ok([200, 301].includes(answer.status), page)
    assert.match(answer.headers.get('vary') ?? '', /accept/i, page)
    assert.match(answer.headers.get('content-type') ?? 'text/html', /^text\/html/, page)
  }
})

test('WebFinger finds an account by handle in any case, by id and by profile address (E-01 to E-03)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  for (const resource of ['acct:ana@lagoon.test', 'acct:ANA@LAGOON.test', ana.uri, `${ORIGIN}/@ana`]) {
    const answer = await server.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`)
    assert.equal(answer.status, 200, resource)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/jrd\+json/)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    const jrd = (await answer.json()) as Json
    assert.equal(jrd.subject, 'acct:ana@lagoon.test')
    assert.equal(jrd.links.find(({ rel }) => rel === 'self')?.href, ana.uri)
  }
  const status = async (query: string) => (await server.get(`/.well-known/webfinger${query}`)).status
  assert.deepEqual(
    [await status(''), await status('?resource=%20'), await status('?resource=acct:no@lagoon.test')],
    [400, 400, 404],
  )
  assert.equal(await status('?resource=acct:ana@reef.test'), 404)
})

test('host-meta and NodeInfo describe the server (E-08 to E-10)', async () => {
  await using server = await createServer()
  await server.person('ana')
  assert.match(await (await server.get('/.well-known/host-meta')).text(), /lrdd/)
  const { links } = await server.json('/.well-known/nodeinfo')
  assert.ok(
    links.some(({ href }) => href === `${ORIGIN}/actor`),
    'the instance actor is linked (FEP-2677)',
  )
  for (const version of ['2.0', '2.1']) {
    const info = await server.json(`/nodeinfo/${version}`)
    assert.deepEqual([info.version, info.protocols], [version, ['activitypub']])
    assert.equal((info.usage as { users: { total: number } }).users.total, 1)
  }
})

test('the instance actor can be read without a signature, even in secure mode (E-29)', async () => {
  await using server = await createServer({ ATOLL_AUTHORIZED_FETCH: 'yes' })
  await ensureInstanceActor(server.app)
  const actor = await server.json('/actor')
  assert.deepEqual([actor.id, actor.type, actor.preferredUsername], [`${ORIGIN}/actor`, 'Application', 'lagoon.test'])
  assert.equal((await server.json('/actor/outbox')).totalItems, 0)
})

test('in secure mode objects require a signature, and a blocked server gets 403 (S-30, S-31)', async () => {
  await using server = await createServer({ ATOLL_AUTHORIZED_FETCH: 'yes' })
  const ana = await server.person('ana')
  const bo = await server.remote('bo@reef.test')
  const no = await server.remote('no@blocked.test')
  await blockDomain(server.app, 'blocked.test')
  const status = await server.write(ana)
  for (const url of [status.uri, `/@ana/${status.id}`, `${ana.uri}/outbox`, `${ORIGIN}/ap/statuses/999`])
    assert.equal((await server.get(url)).status, 401, url)
  const answer = await server.get(status.uri, { signer: bo.signer })
  assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'private, no-store'])
  assert.match(answer.headers.get('vary') ?? '', /Signature/)
  for (const url of [status.uri, ana.uri, '/@ana', `${ORIGIN}/ap/statuses/999`])
    assert.equal((await server.get(url, { signer: no.signer })).status, 403, url)
})

test('in secure mode whoever does not sign gets a stub of an actor, never from a cache (S-30, S-31)', async () => {
  await using server = await createServer({ ATOLL_AUTHORIZED_FETCH: 'yes' })
  const ana = await server.person('ana')
  await server.app.db.updateTable('accounts').set({ display_name: 'Ana of the Sea', note: '<p>secret</p>' }).execute()
  const bo = await server.remote('bo@reef.test')
  const whole = await server.get(ana.uri, { signer: bo.signer })
  const { publicKey, summary } = (await whole.json()) as Json
  assert.equal(summary, '<p>secret</p>')
  for (const url of [ana.uri, '/@ana', `${ORIGIN}/@ana@lagoon.test`]) {
    const answer = await server.get(url)
    assert.equal(answer.status, 200, url)
    const caching = [answer.headers.get('cache-control'), answer.headers.get('vary')]
    assert.deepEqual(caching, ['private, no-store', 'Accept, Signature'])
    const { '@context': _, ...stub } = (await answer.json()) as Json
    assert.deepEqual(stub, {
      id: ana.uri,
      type: 'Person',
      preferredUsername: 'ana',
      name: 'ana',
      inbox: `${ana.uri}/inbox`,
      outbox: `${ana.uri}/outbox`,
      endpoints: { sharedInbox: `${ORIGIN}/inbox` },
      publicKey,
    })
  }
  assert.equal((await server.get(`${ORIGIN}/ap/users/4711`)).status, 404)
  await deleteAccount(server.app, ana, { via: 'local' })
  const gone = await server.get(ana.uri)
  assert.deepEqual(
    [gone.status, ((await gone.json()) as Json).publicKey],
    [410, publicKey],
    'so that its Delete counts',
  )
})

test('in secure mode a browser still gets from an id to the page (E-20)', async () => {
  await using server = await createServer({ ATOLL_AUTHORIZED_FETCH: 'yes' })
  const ana = await server.person('ana')
  const [open, closed] = [await server.write(ana), await server.write(ana, { visibility: 'followers' })]
  const leads = async (url: string) => (await server.get(url, { accept: 'text/html' })).headers.get('location')
  assert.deepEqual(
    [await leads(ana.uri), await leads(open.uri), await leads(closed.uri)],
    [`${ORIGIN}/@ana`, `${ORIGIN}/@ana/${open.id}`, null],
  )
})

test('a private post is 404 for everybody except followers and mentioned accounts (E-50, case 51)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const [follower, former, blocked, outsider, named] = [
    await server.remote('follower@reef.test'),
    await server.remote('former@reef.test'),
    await server.remote('blocked@reef.test'),
    await server.remote('outsider@reef.test'),
    await server.remote('named@reef.test'),
  ]
  for (const { account } of [follower, former, blocked])
    await follow(server.app, account, ana, { via: 'delivery', uri: `${account.uri}#f` })
  await unfollow(server.app, former.account, ana, { via: 'delivery' })
  await block(server.app, ana, blocked.account)
  const mentions = [{ account: named.account, silent: false }]
  const status = await server.write(ana, { visibility: 'followers', mentions })
  const ask = async (url: string, signer?: Signer) => {
    const answer = await server.get(url, { signer })
    const isUncached = answer.headers.get('cache-control') === 'private, no-store'
    assert.ok(answer.status === 404 || isUncached, 'private answers are not cached (R-53)')
    return answer.status
  }
  for (const path of ['', '/activity', '/replies', '/likes', '/shares']) {
    const url = status.uri + path
    const refused = [
      await ask(url),
      await ask(url, outsider.signer),
      await ask(url, blocked.signer),
      await ask(url, former.signer),
    ]
    assert.deepEqual(refused, [404, 404, 404, 404], path)
    assert.deepEqual([await ask(url, follower.signer), await ask(url, named.signer)], [200, 200], path)
  }
  const direct = await server.write(ana, { visibility: 'direct', mentions })
  assert.deepEqual([await ask(direct.uri, follower.signer), await ask(direct.uri, named.signer)], [404, 200])
})

test('an absent post and a forbidden post get the same answer (R-54)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const status = await server.write(ana, { visibility: 'direct' })
  const [absent, forbidden] = [await server.get(`${ORIGIN}/ap/statuses/12345`), await server.get(status.uri)]
  assert.equal(absent.status, forbidden.status)
  // Each request has its own id.
  for (const { headers } of [absent, forbidden]) headers.delete('x-request-id')
  assert.deepEqual([...absent.headers], [...forbidden.headers])
  assert.equal(await absent.text(), await forbidden.text())
  assert.equal((await server.get(status.uri, { accept: 'text/html' })).status, 404)
})

test('a signer whom the author blocks reads what is public, and nothing else of the author (S-31)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const bo = await server.remote('bo@reef.test')
  const mentions = [{ account: bo.account, silent: false }]
  const status = await server.write(ana)
  const boosted = await boost(server.app, ana, status.id)
  const closed = await server.write(ana, { visibility: 'direct', mentions })
  await pin(server.app, ana, status.id)
  assert.equal((await server.get(closed.uri, { signer: bo.signer })).status, 200)
  await block(server.app, ana, bo.account)
  const actor = [
    '',
    '/featured',
    '/outbox',
    '/outbox?page=true',
    '/followers',
    '/following',
    '/followers_synchronization',
  ]
  const note = ['', '/activity', '/replies', '/likes', '/shares']
  const open = [
    ...actor.map((path) => ana.uri + path),
    ...note.map((path) => status.uri + path),
    ...[boosted.uri, `${ORIGIN}/ap/contexts/${status.id}`, '/@ana', `/@ana/${status.id}`],
  ]
  for (const url of open) assert.equal((await server.get(url, { signer: bo.signer })).status, 200, url)
  for (const url of [...note.map((path) => closed.uri + path), `/@ana/${closed.id}`])
    assert.equal((await server.get(url, { signer: bo.signer })).status, 404, url)
})

test('a GET with an invalid signature is treated as anonymous (S-32)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const bo = await server.remote('bo@reef.test')
  const cy = await server.remote('cy@reef.test')
  const forged = { keyId: bo.signer.keyId, privatePem: cy.signer.privatePem }
  assert.equal((await server.get(ana.uri, { signer: forged })).status, 200)
})

test('deleted posts and accounts answer 410 with a Tombstone (E-51)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const status = await server.write(ana)
  await deleteStatus(server.app, ana, status.id)
  const gone = await server.get(status.uri)
  assert.equal(gone.status, 410)
  const tombstone = (await gone.json()) as Json
  assert.deepEqual([tombstone.id, tombstone.type], [status.uri, 'Tombstone'])
  await deleteAccount(server.app, ana, { via: 'local' })
  const actor = await server.get(ana.uri)
  assert.equal(actor.status, 410)
  assert.equal(
    (((await actor.json()) as Json).publicKey as Record<string, string>).id,
    `${ana.uri}#main-key`,
    'the key stays available (E-28)',
  )
  assert.equal((await server.get('/.well-known/webfinger?resource=acct:ana@lagoon.test')).status, 410)
})

test('the outbox lists public and unlisted posts only, newest first and in pages (E-53, R-52, case 52)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const posts = []
  for (let i = 0; i < 25; i++) {
    server.test.advance(SECOND)
    posts.push(await server.write(ana, { visibility: i % 2 ? 'public' : 'unlisted' }))
    await server.write(ana, { visibility: 'followers' })
    await server.write(ana, { visibility: 'direct' })
  }
  const bo = await server.remote('bo@reef.test')
  await follow(server.app, bo.account, ana, { via: 'delivery', uri: 'https://reef.test/f' })
  const outbox = await server.json(`${ana.uri}/outbox`, { signer: bo.signer })
  const seen: unknown[] = []
  let next: unknown = outbox.first
  while (typeof next === 'string') {
    const page = await server.json(next)
    assert.equal(page.type, 'OrderedCollectionPage')
    for (const item of page.orderedItems) seen.push((item.object as Json).id)
    next = page.next
  }
  assert.deepEqual(seen, posts.map(({ uri }) => uri).reverse())
})

test('a boost is an Announce in the outbox and at its own address (E-52, A-21)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const status = await server.write(ana)
  const boosted = await boost(server.app, ana, status.id)
  const page = await server.json(`${ana.uri}/outbox?page=true`)
  assert.deepEqual([page.orderedItems[0]?.type, page.orderedItems[0]?.object], ['Announce', status.uri])
  assert.equal((await server.json(boosted.uri)).id, boosted.uri)
  for (const address of [`${ORIGIN}/ap/statuses/${boosted.id}`, `/@ana/${boosted.id}`]) {
    const answer = await server.get(address)
    assert.deepEqual([answer.status, answer.headers.get('content-location')], [200, boosted.uri], 'no redirect (E-20)')
    assert.equal(((await answer.json()) as Json).id, boosted.uri)
  }
  const create = await server.json(`${status.uri}/activity`)
  assert.deepEqual([create.type, create.id], ['Create', `${status.uri}/activity`])
})

test('the number of followers is public, the list only if the account shows it (E-54)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const bo = await server.remote('bo@reef.test')
  await follow(server.app, bo.account, ana, { via: 'delivery', uri: 'https://reef.test/f' })
  const followers = await server.json(`${ana.uri}/followers`)
  assert.equal(followers.totalItems, 1)
  assert.deepEqual((await server.json(String(followers.first))).orderedItems, [bo.account.uri])
  await server.app.db
    .updateTable('accounts')
    .set((set) => ({ hides_network: true, revision: set('revision', '+', 1) }))
    .where('id', '=', ana.id)
    .execute()
  assert.equal((await server.json(`${ana.uri}/followers`)).first, undefined)
  assert.equal((await server.get(`${ana.uri}/followers?page=true`)).status, 403)
})

test('featured lists pins, replies lists open replies, likes and shares are counted (E-55, E-56)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const status = await server.write(ana)
  const own = await server.write(ana, { parent: status })
  const other = await server.write(await server.person('eve'), { parent: status, visibility: 'unlisted' })
  const hidden = await server.write(ana, { parent: status, visibility: 'followers' })
  for (const { id } of [status, hidden]) await pin(server.app, ana, id)
  const featured = await server.json(`${ana.uri}/featured`)
  const note = await server.json(status.uri)
  // Both have replies of their own kind: only the document of the post lists some.
  const whole = (one: Json) => ({ ...one, replies: undefined })
  assert.deepEqual(
    (featured.orderedItems as Json[]).map((one) => whole({ '@context': featured['@context'], ...one })),
    [whole(note)],
  )
  assert.equal(featured.totalItems, 1)
  assert.deepEqual(((await server.json(status.uri)).replies as Json).first.items, [own.uri])
  assert.deepEqual((await server.json(`${status.uri}/replies?page=true`)).items, [own.uri, other.uri])
  assert.deepEqual((await server.json(`${status.uri}/likes`)).totalItems, 0)
  assert.deepEqual((await server.json(`${status.uri}/shares`)).type, 'Collection')
})

test('an invalid cursor gets 400 (E-60)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const status = await server.write(ana)
  for (const query of [
    'page=2',
    'page=true&max_id=x',
    'page=true&min_id=-1',
    "page=true&max_id=1'--",
    'page=true&max_id=99999999999999999999',
  ]) {
    for (const url of [`${ana.uri}/outbox`, `${ana.uri}/followers`, `${status.uri}/replies`]) {
      assert.equal((await server.get(`${url}?${query}`)).status, 400, query)
    }
  }
})

test('an inbox cannot be read (E-43)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  for (const url of ['/inbox', '/actor/inbox', `${ana.uri}/inbox`]) assert.equal((await server.get(url)).status, 405)
})

test('an invalid or remote id gets 404', async () => {
  await using server = await createServer()
  const bo = await server.remote('bo@reef.test')
  for (const id of ['x', '0', '-1', '99999999999999999999', String(bo.account.id)]) {
    assert.equal((await server.get(`/ap/users/${id}`)).status, 404, id)
    assert.equal((await server.get(`/ap/statuses/${id}`)).status, 404, id)
  }
})

test('of a suspended account only a stub with its key is served (E-28, S-31)', async () => {
  await using server = await createServer()
  const ana = await server.person('ana')
  const status = await server.write(ana)
  const { publicKey } = await server.json(ana.uri)
  await server.app.db.updateTable('accounts').set({ suspended_at: 1 }).where('id', '=', ana.id).execute()
  const { suspended, publicKey: stillThere, summary } = await server.json(ana.uri)
  assert.deepEqual([suspended, stillThere, summary], [true, publicKey, undefined])
  assert.equal((await server.get(`${ana.uri}/outbox`)).status, 403)
  assert.equal((await server.get(status.uri)).status, 404)
})
