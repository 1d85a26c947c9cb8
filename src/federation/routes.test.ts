import assert from 'node:assert/strict'
import { createPrivateKey } from 'node:crypto'
import { test } from 'node:test'
import { remoteAccount } from '../../test/world/accounts.ts'
import { createKeyPool } from '../../test/world/key-pool.ts'
import { createTestApp } from '../../test/world/test-app.ts'
import { signRequest } from '../activitypub/signatures/sign-request.ts'
import { deleteAccount } from '../core/accounts/delete.ts'
import { ensureInstanceActor } from '../core/accounts/instance-actor.ts'
import type { App } from '../core/app.ts'
import { boost } from '../core/interactions/boost.ts'
import { pin } from '../core/interactions/pin.ts'
import { block } from '../core/relationships/block.ts'
import { follow } from '../core/relationships/follow.ts'
import { unfollow } from '../core/relationships/unfollow.ts'
import { deleteStatus } from '../core/statuses/delete.ts'
import { type StatusDraft, storeStatus } from '../core/statuses/store.ts'
import { storeUser } from '../core/users/create.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { Visibility } from '../db/tables/visibility.ts'
import { createHandler } from '../http.ts'
import { SECOND } from '../lib/durations.ts'
import { fetchFrom } from '../lib/http-server/web-standard.ts'

const AP = 'application/activity+json'
const ORIGIN = 'https://lagoon.test'

type Signer = { keyId: string; privatePem: string }

async function createIsland(env: Record<string, string> = {}) {
  const test = await createTestApp({ env })
  const { app } = test
  const pool = createKeyPool()
  const person = async (username: string) => {
    const keys = { rsa: await pool.rsa(), ed25519: await pool.ed25519() }
    return (await app.transaction((tx) => storeUser(tx, { input: { username }, passwordHash: null, keys }))).account
  }
  /** Somebody elsewhere whose key we know. */
  const stranger = async (acct: string) => {
    const { publicPem, privatePem } = await pool.rsa()
    const uri = `https://${acct.split('@')[1]}/users/${acct.split('@')[0]}`
    const keyId = `${uri}#main-key`
    const account = await remoteAccount(app, acct, { keys: [{ keyId, kind: 'rsa', publicPem }] })
    return { account, signer: { keyId, privatePem } }
  }
  const write = async (author: Account, draft: Partial<StatusDraft> = {}) => {
    const base = { author, content: '<p>hello</p>', content_warning: '', sensitive: false, language: 'en' }
    const rest = { visibility: 'public' as Visibility, created_at: app.clock.now(), mentions: [], tags: [] }
    return (await app.transaction((tx) => storeStatus(tx, { ...base, ...rest, ...draft }, 'local'))).status
  }
  const fetch = fetchFrom(createHandler(app))
  const get = async (url: string, { accept = AP, signer }: { accept?: string; signer?: Signer } = {}) => {
    const address = new URL(url, ORIGIN)
    const headers = { accept, host: 'lagoon.test', ...(signer && (await signed(app, address, signer))) }
    return fetch(new Request(address, { headers }), {})
  }
  const json = async (url: string, options = {}) => (await (await get(url, options)).json()) as Json
  return { test, app, person, stranger, write, get, json, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}
// biome-ignore format: a shape for reading answers
type Json = Record<string, unknown> & { first: Json; orderedItems: (string & Json)[]; items: string[]; links: { rel: string; href: string }[] }

function signed(app: App, url: URL, { keyId, privatePem }: Signer): Promise<Record<string, string>> {
  const key = { keyId, privateKey: createPrivateKey(privatePem) }
  const hop = { method: 'GET', url, headers: {}, body: undefined }
  return signRequest(hop, key, { form: 'cavage', now: app.clock.now() })
}

test('E-20 E-21 E-62 E-63 an actor, with exactly the type, Vary, cache and CORS headers that peers need', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  for (const accept of [
    AP,
    `${AP}, application/ld+json`,
    'application/ld+json; profile="https://www.w3.org/ns/activitystreams"',
    '*/*',
  ]) {
    const answer = await island.get(ana.uri, { accept })
    assert.equal(answer.status, 200, accept)
    assert.equal(answer.headers.get('content-type'), 'application/activity+json; charset=utf-8')
    assert.match(answer.headers.get('vary') ?? '', /Accept/)
    assert.equal(answer.headers.get('cache-control'), 'public, max-age=180')
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    assert.equal(((await answer.json()) as Json).id, ana.uri)
  }
})

test('E-22 to E-25 an actor has what every peer wants', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const actor = await island.json(ana.uri)
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

test('E-20 E-61 people get the page, and a type that we do not have is refused', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const page = await island.get(ana.uri, { accept: 'text/html' })
  assert.deepEqual([page.status, page.headers.get('location')], [302, `${ORIGIN}/@ana`])
  assert.equal((await island.get(ana.uri, { accept: 'image/png' })).status, 406)
})

test('E-20 R-30 the address of a page leads to the id when ActivityPub is asked for', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  assert.equal((await island.get('/@ana')).headers.get('location'), ana.uri)
  assert.equal((await island.get('/@ANA@lagoon.test')).headers.get('location'), ana.uri)
  assert.equal((await island.get('/@nobody')).status, 404)
  const status = await island.write(ana)
  assert.equal((await island.get(`/@ana/${status.id}`)).headers.get('location'), status.uri)
})

test('E-01 E-02 E-03 WebFinger by handle, id and profile, in any case', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  for (const resource of ['acct:ana@lagoon.test', 'acct:ANA@LAGOON.test', ana.uri, `${ORIGIN}/@ana`]) {
    const answer = await island.get(`/.well-known/webfinger?resource=${encodeURIComponent(resource)}`)
    assert.equal(answer.status, 200, resource)
    assert.match(answer.headers.get('content-type') ?? '', /^application\/jrd\+json/)
    assert.equal(answer.headers.get('access-control-allow-origin'), '*')
    const jrd = (await answer.json()) as Json
    assert.equal(jrd.subject, 'acct:ana@lagoon.test')
    assert.equal(jrd.links.find(({ rel }) => rel === 'self')?.href, ana.uri)
  }
  const status = async (query: string) => (await island.get(`/.well-known/webfinger${query}`)).status
  assert.deepEqual(
    [await status(''), await status('?resource=%20'), await status('?resource=acct:no@lagoon.test')],
    [400, 400, 404],
  )
  assert.equal(await status('?resource=acct:ana@reef.test'), 404)
})

test('E-08 E-09 E-10 host-meta and NodeInfo', async () => {
  await using island = await createIsland()
  await island.person('ana')
  assert.match(await (await island.get('/.well-known/host-meta')).text(), /lrdd/)
  const { links } = await island.json('/.well-known/nodeinfo')
  assert.ok(
    links.some(({ href }) => href === `${ORIGIN}/actor`),
    'FEP-2677',
  )
  for (const version of ['2.0', '2.1']) {
    const info = await island.json(`/nodeinfo/${version}`)
    assert.deepEqual([info.version, info.protocols], [version, ['activitypub']])
    assert.equal((info.usage as { users: { total: number } }).users.total, 1)
  }
})

test('E-29 the instance actor is there for everybody, also in secure mode', async () => {
  await using island = await createIsland({ ATOLL_AUTHORIZED_FETCH: 'yes' })
  await ensureInstanceActor(island.app)
  const actor = await island.json('/actor')
  assert.deepEqual([actor.id, actor.type, actor.preferredUsername], [`${ORIGIN}/actor`, 'Application', 'lagoon.test'])
  assert.equal((await island.json('/actor/outbox')).totalItems, 0)
})

test('S-30 S-31 in secure mode everything else wants a signature, and a blocked server finds nothing', async () => {
  await using island = await createIsland({ ATOLL_AUTHORIZED_FETCH: 'yes' })
  const ana = await island.person('ana')
  const bo = await island.stranger('bo@reef.test')
  const no = await island.stranger('no@blocked.test')
  await island.app.db.insertInto('domain_blocks').values({ domain: 'blocked.test', created_at: 1 }).execute()
  const status = await island.write(ana)
  for (const url of [ana.uri, status.uri, `${ana.uri}/outbox`, `${ORIGIN}/ap/statuses/999`])
    assert.equal((await island.get(url)).status, 401)
  const answer = await island.get(status.uri, { signer: bo.signer })
  assert.deepEqual([answer.status, answer.headers.get('cache-control')], [200, 'private, no-store'])
  assert.match(answer.headers.get('vary') ?? '', /Signature/)
  assert.equal((await island.get(status.uri, { signer: no.signer })).status, 404)
  assert.equal((await island.get(ana.uri, { signer: no.signer })).status, 404)
})

test('E-50 case 51 a private post: 404 to everybody but the follower and the mentioned one', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const [follower, former, blocked, outsider, named] = [
    await island.stranger('follower@reef.test'),
    await island.stranger('former@reef.test'),
    await island.stranger('blocked@reef.test'),
    await island.stranger('outsider@reef.test'),
    await island.stranger('named@reef.test'),
  ]
  for (const { account } of [follower, former, blocked])
    await follow(island.app, account, ana, { via: 'delivery', uri: `${account.uri}#f` })
  await unfollow(island.app, former.account, ana, { via: 'delivery' })
  await block(island.app, ana, blocked.account)
  const mentions = [{ account: named.account, silent: false }]
  const status = await island.write(ana, { visibility: 'followers', mentions })
  const ask = async (url: string, signer?: Signer) => {
    const answer = await island.get(url, { signer })
    assert.ok(answer.status === 404 || answer.headers.get('cache-control') === 'private, no-store', 'R-53')
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
  const direct = await island.write(ana, { visibility: 'direct', mentions })
  assert.deepEqual([await ask(direct.uri, follower.signer), await ask(direct.uri, named.signer)], [404, 200])
})

test('R-54 what is absent and what is not allowed look the same', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const status = await island.write(ana, { visibility: 'direct' })
  const [absent, forbidden] = [await island.get(`${ORIGIN}/ap/statuses/12345`), await island.get(status.uri)]
  assert.equal(absent.status, forbidden.status)
  // Every request has an id of its own.
  for (const { headers } of [absent, forbidden]) headers.delete('x-request-id')
  assert.deepEqual([...absent.headers], [...forbidden.headers])
  assert.equal(await absent.text(), await forbidden.text())
  assert.equal((await island.get(status.uri, { accept: 'text/html' })).status, 404)
})

test('S-31 R-55 who is blocked by the author finds nothing of theirs', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const bo = await island.stranger('bo@reef.test')
  const status = await island.write(ana)
  await pin(island.app, ana, status.id)
  await block(island.app, ana, bo.account)
  for (const url of [ana.uri, status.uri, `${ana.uri}/featured`, `${ana.uri}/outbox`]) {
    assert.equal((await island.get(url, { signer: bo.signer })).status, 404, url)
  }
})

test('S-32 a signature that cannot be believed makes the request anonymous', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const bo = await island.stranger('bo@reef.test')
  const cy = await island.stranger('cy@reef.test')
  const forged = { keyId: bo.signer.keyId, privatePem: cy.signer.privatePem }
  assert.equal((await island.get(ana.uri, { signer: forged })).status, 200)
})

test('E-51 deleted posts and people are 410 with a Tombstone', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const status = await island.write(ana)
  await deleteStatus(island.app, ana, status.id)
  const gone = await island.get(status.uri)
  assert.equal(gone.status, 410)
  const tombstone = (await gone.json()) as Json
  assert.deepEqual([tombstone.id, tombstone.type], [status.uri, 'Tombstone'])
  await deleteAccount(island.app, ana, { via: 'local' })
  const actor = await island.get(ana.uri)
  assert.equal(actor.status, 410)
  assert.equal((((await actor.json()) as Json).publicKey as Record<string, string>).id, `${ana.uri}#main-key`, 'E-28')
  assert.equal((await island.get('/.well-known/webfinger?resource=acct:ana@lagoon.test')).status, 410)
})

test('E-53 R-52 case 52 the outbox pages through what everybody may see, and nothing else', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const posts = []
  for (let i = 0; i < 25; i++) {
    island.test.advance(SECOND)
    posts.push(await island.write(ana, { visibility: i % 2 ? 'public' : 'unlisted' }))
    await island.write(ana, { visibility: 'followers' })
    await island.write(ana, { visibility: 'direct' })
  }
  const bo = await island.stranger('bo@reef.test')
  await follow(island.app, bo.account, ana, { via: 'delivery', uri: 'https://reef.test/f' })
  const outbox = await island.json(`${ana.uri}/outbox`, { signer: bo.signer })
  const seen: unknown[] = []
  let next: unknown = outbox.first
  while (typeof next === 'string') {
    const page = await island.json(next)
    assert.equal(page.type, 'OrderedCollectionPage')
    for (const item of page.orderedItems) seen.push((item.object as Json).id)
    next = page.next
  }
  assert.deepEqual(seen, posts.map(({ uri }) => uri).reverse())
})

test('E-52 A-21 a boost is an Announce in the outbox and at its address', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const status = await island.write(ana)
  const boosted = await boost(island.app, ana, status.id)
  const page = await island.json(`${ana.uri}/outbox?page=true`)
  assert.deepEqual([page.orderedItems[0]?.type, page.orderedItems[0]?.object], ['Announce', status.uri])
  assert.equal((await island.json(boosted.uri)).id, boosted.uri)
  assert.equal((await island.get(`${ORIGIN}/ap/statuses/${boosted.id}`)).headers.get('location'), boosted.uri)
  const create = await island.json(`${status.uri}/activity`)
  assert.deepEqual([create.type, create.id], ['Create', `${status.uri}/activity`])
})

test('E-54 followers: how many for everybody, who only where it is shown', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const bo = await island.stranger('bo@reef.test')
  await follow(island.app, bo.account, ana, { via: 'delivery', uri: 'https://reef.test/f' })
  const followers = await island.json(`${ana.uri}/followers`)
  assert.equal(followers.totalItems, 1)
  assert.deepEqual((await island.json(String(followers.first))).orderedItems, [bo.account.uri])
  await island.app.db
    .updateTable('accounts')
    .set((set) => ({ hides_network: true, revision: set('revision', '+', 1) }))
    .where('id', '=', ana.id)
    .execute()
  assert.equal((await island.json(`${ana.uri}/followers`)).first, undefined)
  assert.equal((await island.get(`${ana.uri}/followers?page=true`)).status, 403)
})

test('E-55 E-56 featured, replies, likes and shares', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const status = await island.write(ana)
  const own = await island.write(ana, { parent: status })
  const other = await island.write(await island.person('eve'), { parent: status, visibility: 'unlisted' })
  await island.write(ana, { parent: status, visibility: 'followers' })
  await pin(island.app, ana, status.id)
  assert.deepEqual((await island.json(`${ana.uri}/featured`)).orderedItems, [status.uri])
  assert.deepEqual(((await island.json(status.uri)).replies as Json).first.items, [own.uri])
  assert.deepEqual((await island.json(`${status.uri}/replies?page=true`)).items, [own.uri, other.uri])
  assert.deepEqual((await island.json(`${status.uri}/likes`)).totalItems, 0)
  assert.deepEqual((await island.json(`${status.uri}/shares`)).type, 'Collection')
})

test('E-60 a hostile cursor is a 400', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  const status = await island.write(ana)
  for (const query of [
    'page=2',
    'page=true&max_id=x',
    'page=true&min_id=-1',
    "page=true&max_id=1'--",
    'page=true&max_id=99999999999999999999',
  ]) {
    for (const url of [`${ana.uri}/outbox`, `${ana.uri}/followers`, `${status.uri}/replies`]) {
      assert.equal((await island.get(`${url}?${query}`)).status, 400, query)
    }
  }
})

test('E-43 nobody reads an inbox', async () => {
  await using island = await createIsland()
  const ana = await island.person('ana')
  for (const url of ['/inbox', '/actor/inbox', `${ana.uri}/inbox`]) assert.equal((await island.get(url)).status, 405)
})

test('ids that are none, of others, or of suspended people', async () => {
  await using island = await createIsland()
  const bo = await island.stranger('bo@reef.test')
  for (const id of ['x', '0', '-1', '99999999999999999999', String(bo.account.id)]) {
    assert.equal((await island.get(`/ap/users/${id}`)).status, 404, id)
    assert.equal((await island.get(`/ap/statuses/${id}`)).status, 404, id)
  }
  const ana = await island.person('ana')
  await island.app.db.updateTable('accounts').set({ suspended_at: 1 }).where('id', '=', ana.id).execute()
  assert.equal((await island.get(ana.uri)).status, 403)
})
