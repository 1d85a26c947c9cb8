/** Two servers reconcile who follows whom, by follower synchronization (FEP-8fcf, C19, S-44, E-57). */
import assert from 'node:assert/strict'
import { digestOfMembers, EMPTY_DIGEST } from '../../../src/activitypub/collection-synchronization.ts'
import { readSignature } from '../../../src/activitypub/signatures/verify-request.ts'
import { followerDigestCache } from '../../../src/federation/outbox/follower-digests.ts'
import type { Json } from '../../world/peer.ts'
import { type PeerActor, PUBLIC } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { signRequest } from '../../world/sign-request.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'
import { followedPeer } from '../followed-peer.ts'

/** Bo and cy on reef have followed ana on lagoon for an hour. */
async function twoFollowers(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await reef.user('cy')]
  await bo.follow(ana)
  await cy.follow(ana)
  await world.settle()
  await world.pass('1h')
  const post = async (text: string) => {
    await ana.post(text, { visibility: 'private' })
    await world.settle()
    await world.pass('2m')
  }
  return { lagoon, reef, ana, bo, cy, post }
}

/** Deletes a follow without an activity, as restoring a backup would. */
async function loseFollow(server: TestServer, follower: Person): Promise<void> {
  const { app } = server
  const account = app.db.selectFrom('accounts').select('id').where('uri', '=', follower.uri)
  await app.db.deleteFrom('follows').where('account_id', '=', account).execute()
  app.slot(followerDigestCache).clear()
}

const followsOf = (server: TestServer) =>
  server.app.db
    .selectFrom('follows')
    .innerJoin('accounts', 'accounts.id', 'follows.account_id')
    .select('accounts.username')
    .orderBy('accounts.username')
    .execute()
    .then((rows) => rows.map(({ username }) => username))

scenario("a follow that the followed account's server does not know ends (C19)", async (world) => {
  const { lagoon, reef, bo, cy, ana, post } = await twoFollowers(world)
  await post('among us')
  assert.deepEqual([await bo.homeTexts(), await cy.homeTexts()], [['among us'], ['among us']])
  await loseFollow(lagoon, bo)
  await post('among fewer')
  assert.deepEqual(await followsOf(reef), ['cy'])
  assert.equal((await bo.relationship(ana)).following, false)
  assert.equal((await bo.findAccount(bo)).following_count, 0)
  assert.deepEqual([await bo.homeTexts(), await cy.homeTexts()], [[], ['among fewer', 'among us']])
  await post('once more')
  assert.deepEqual(await bo.homeTexts(), [])
  assert.equal(world.tape.find({ path: new URL(`${ana.uri}/followers_synchronization`).pathname }).length, 1)
})

scenario("a follow that only the followed account's server knows ends with an Undo (C19)", async (world) => {
  const { lagoon, reef, bo, cy, ana, post } = await twoFollowers(world)
  await loseFollow(reef, bo)
  assert.deepEqual(await followsOf(lagoon), ['bo', 'cy'])
  await post('among us')
  assert.deepEqual(await followsOf(lagoon), ['cy'])
  assert.equal((await ana.findAccount(ana)).followers_count, 1)
  assert.equal((await bo.relationship(ana)).following, false)
  assert.equal((await cy.relationship(ana)).following, true)
})

scenario('without a difference, or for a public post, the follower list is not fetched (C19)', async (world) => {
  const { lagoon, bo, ana, post } = await twoFollowers(world)
  await post('among us')
  await loseFollow(lagoon, bo)
  await ana.post('for everybody')
  await world.settle()
  await world.pass('2m')
  assert.deepEqual(world.tape.find({ path: new URL(`${ana.uri}/followers_synchronization`).pathname }), [])
  assert.equal((await bo.relationship(ana)).following, true)
})

scenario(
  'a followers-only post carries a signed digest of the followers on the receiving server (S-44)',
  async (world) => {
    const { lagoon, peer, ana, bo, send } = await followedPeer(world)
    await send(bo.follow(ana.uri))
    const eve = await (await world.peer('evil.test')).actor('eve')
    await eve.send(lagoon, eve.follow(ana.uri))
    await world.settle()
    for (const form of ['cavage', 'rfc9421'] as const) {
      peer.inboxRule = (request) => (request.headers.has('signature-input') === (form === 'rfc9421') ? 202 : 401)
      peer.received.length = 0
      await ana.post('for everybody')
      await ana.post('among us', { visibility: 'private' })
      await world.settle()
      const [closed, open] = peer.received.toSorted((a, b) => isOpen(a.activity) - isOpen(b.activity))
      assert.equal(open?.headers.get('collection-synchronization'), null)
      assert.equal(
        closed?.headers.get('collection-synchronization'),
        `collectionId="${ana.uri}/followers", url="${ana.uri}/followers_synchronization", digest="${digestOfMembers([bo.id])}"`,
      )
      assert.ok(coveredBy(closed?.headers as Headers).includes('collection-synchronization'), form)
    }
  },
)

const isOpen = ({ to }: Json): number => (to as string[]).filter((uri) => uri === PUBLIC).length

/** The headers that a signature covers. */
function coveredBy(headers: Headers): string {
  const read = readSignature(
    {
      method: 'GET',
      target: '/inbox',
      origin: 'https://mastodon.test',
      header: (name) => headers.get(name) ?? undefined,
    },
    Date.parse(headers.get('date') ?? ''),
  )
  return read.form === 'problem' ? (headers.get('signature-input') ?? '') : read.covered.join(' ')
}

scenario('a server without followers receives the digest of an empty list (S-44)', async (world) => {
  const { peer, ana, bo } = await followedPeer(world)
  await ana.post(`@${bo.handle} and my followers`, { visibility: 'private' })
  await world.settle()
  const header = peer.received.at(-1)?.headers.get('collection-synchronization') ?? ''
  assert.ok(header.includes(`digest="${EMPTY_DIGEST}"`), header)
})

scenario('a server can read only its own accounts from the follower list (E-57)', async (world) => {
  const { lagoon, ana, bo, send } = await followedPeer(world)
  await send(bo.follow(ana.uri))
  const url = `${ana.uri}/followers_synchronization`
  const unsigned = await bo.get(url, { flaw: 'unsigned' })
  assert.equal(unsigned.status, 401)
  assert.equal((await bo.get(url, { flaw: 'signature' })).status, 401)
  const own = await bo.get(url)
  assert.equal(own.status, 200)
  assert.equal(own.headers['cache-control'], 'private, no-store')
  const { id, type, orderedItems } = own.json() as Json
  assert.deepEqual([id, type, orderedItems], [url, 'OrderedCollection', [bo.id]])
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  assert.deepEqual(((await mallory.get(url)).json() as Json).orderedItems, [])
  assert.equal((await bo.get(`${lagoon.origin}/ap/users/1/followers_synchronization`)).status, 404)
})

/**
 * Ana has followed bo, on a peer, for an hour. `deliver` delivers a followers-only note of bo with a synchronization
 * header.
 */
async function peerWithFollowerList(world: World) {
  const followed = await followedPeer(world)
  const { lagoon, peer, ana, bo } = followed
  await world.pass('1h')
  const url = `${bo.id}/followers_synchronization`
  const serveList = (orderedItems: string[], at = url) => {
    peer.serve(at, { id: at, type: 'OrderedCollection', orderedItems })
  }
  const header = (said: { collectionId?: string; url?: string; digest?: string } = {}) => {
    const all = { collectionId: bo.followers, url, digest: EMPTY_DIGEST, ...said }
    return Object.entries(all)
      .map(([name, value]) => `${name}="${value}"`)
      .join(', ')
  }
  const deliver = async (said: string, { by = bo, isSigned = true }: { by?: PeerActor; isSigned?: boolean } = {}) => {
    const inbox = new URL(`${lagoon.origin}/inbox`)
    const body = JSON.stringify(by.create(by.note('among us', { to: [by.followers], cc: [] })))
    const headers = { 'collection-synchronization': said }
    const key = { keyId: by.keyId, privatePem: by.keys.privatePem }
    const options = { url: inbox, method: 'POST', body, key, now: world.clock.now() }
    const signed = isSigned ? signRequest({ ...options, headers }) : { ...signRequest(options), ...headers }
    assert.equal((await by.peer.send(inbox.href, 'POST', signed, body)).status, 202)
    await world.pass('2m')
    await world.pass('20m')
  }
  const follows = async () => (await ana.relationship(bo.handle)).following
  const fetches = () => world.tape.find({ from: lagoon.host, path: new URL(url).pathname }).length
  return { ...followed, url, serveList, header, deliver, follows, fetches }
}

scenario('a list that matches its digest ends the follows missing from it (C19)', async (world) => {
  const { serveList, header, deliver, follows, fetches, home } = await peerWithFollowerList(world)
  serveList([])
  await deliver(header())
  assert.deepEqual([await follows(), fetches(), await home()], [false, 1, []])
})

scenario('a paged list is read to its end (C19)', async (world) => {
  const { lagoon, peer, bo, ana, url, header, deliver, follows } = await peerWithFollowerList(world)
  const cy = await lagoon.user('cy')
  await cy.follow(bo.handle)
  await world.settle()
  await bo.send(lagoon, bo.accept(peer.receivedOf('Follow').at(-1) as Json))
  await world.settle()
  await world.pass('1h')
  const dee = `${lagoon.origin}/ap/users/1`
  peer.serve(url, { id: url, type: 'OrderedCollection', first: `${url}?page=1` })
  peer.serve(`${url}?page=1`, { type: 'OrderedCollectionPage', orderedItems: [dee], next: `${url}?page=2` })
  peer.serve(`${url}?page=2`, { type: 'OrderedCollectionPage', orderedItems: [ana.uri] })
  await deliver(header({ digest: digestOfMembers([ana.uri, dee]) }))
  assert.deepEqual([await follows(), (await cy.relationship(bo.handle)).following], [true, false])
})

scenario('a list that mismatches its digest, is incomplete or unreachable ends nothing (C19)', async (world) => {
  const { peer, ana, url, serveList, header, deliver, follows, fetches } = await peerWithFollowerList(world)
  serveList([])
  await deliver(header({ digest: digestOfMembers(['https://lagoon.test/ap/users/7']) }))
  assert.deepEqual([await follows(), fetches()], [true, 1])
  serveList([ana.uri])
  await deliver(header())
  assert.deepEqual([await follows(), fetches()], [true, 2])
  for (const served of [
    404,
    410,
    500,
    403,
    { id: url, type: 'Note' },
    { type: 'OrderedCollection', orderedItems: [7] },
  ]) {
    peer.serve(url, served)
    await deliver(header())
    assert.equal(await follows(), true)
  }
  peer.serve(url, { id: url, type: 'OrderedCollection', orderedItems: [], first: `${url}?page=gone` })
  await deliver(header())
  assert.equal(await follows(), true)
  peer.serve(url, () => Response.redirect('https://evil.test/list', 302))
  const evil = await world.peer('evil.test')
  evil.serve('/list', { id: 'https://evil.test/list', type: 'OrderedCollection', orderedItems: [] })
  await deliver(header())
  assert.equal(await follows(), true)
})

scenario('a header for another actor, or with a URL on another server, is ignored (S-44)', async (world) => {
  const { lagoon, peer, bo, serveList, header, deliver, follows, fetches } = await peerWithFollowerList(world)
  serveList([])
  const evil = await world.peer('evil.test')
  const mallory = await evil.actor('mallory')
  await lagoon.app.remote.account(mallory.handle)
  const cleo = await peer.actor('cleo')
  await lagoon.app.remote.account(cleo.handle)
  serveList([], `${evil.origin}/list`)
  evil.serve('/list', { id: `${evil.origin}/list`, type: 'OrderedCollection', orderedItems: [] })
  await deliver(header(), { by: mallory })
  await deliver(header(), { by: cleo })
  await deliver(header({ url: `${evil.origin}/list` }))
  await deliver(header({ url: `${lagoon.origin}/list` }))
  await deliver(header({ url: 'https://mastodon.test.evil.test/list' }))
  await deliver(header({ collectionId: mallory.followers }))
  await deliver(header({ collectionId: PUBLIC }))
  await deliver(header({ digest: 'x' }))
  await deliver('nonsense')
  await deliver(header(), { isSigned: false })
  assert.deepEqual([await follows(), fetches()], [true, 0])
  assert.ok(!evil.requests.includes('GET /list'))
  assert.deepEqual(peer.receivedOf('Undo'), [], `${bo.handle} receives no Undo`)
})

scenario('a new follow and a pending request are left alone (C19)', async (world) => {
  const { lagoon, peer, bo, serveList, header } = await peerWithFollowerList(world)
  const [cy, dee] = [await lagoon.user('cy'), await lagoon.user('dee')]
  await cy.follow(bo.handle)
  await dee.follow(bo.handle)
  await world.settle()
  const ofCy = peer.receivedOf('Follow').find(({ actor }) => actor === cy.uri)
  await bo.send(lagoon, bo.accept(ofCy as Json))
  await world.settle()
  serveList([dee.uri])
  const { deliver } = await deliverSoon(world, lagoon, bo)
  await deliver(header({ digest: digestOfMembers([dee.uri]) }))
  assert.equal((await cy.relationship(bo.handle)).following, true)
  const ofDee = await dee.relationship(bo.handle)
  assert.deepEqual([ofDee.following, ofDee.requested], [false, true])
  assert.deepEqual(peer.receivedOf('Undo'), [])
})

/** As `deliver`, but waits only as long as the job is delayed. */
async function deliverSoon(world: World, lagoon: TestServer, bo: PeerActor) {
  const deliver = async (said: string) => {
    const url = new URL(`${lagoon.origin}/inbox`)
    const body = JSON.stringify(bo.create(bo.note('now', { to: [bo.followers], cc: [] })))
    const key = { keyId: bo.keyId, privatePem: bo.keys.privatePem }
    const headers = { 'collection-synchronization': said }
    const signed = signRequest({ url, method: 'POST', body, key, now: world.clock.now(), headers })
    assert.equal((await bo.peer.send(url.href, 'POST', signed, body)).status, 202)
    await world.settle()
    await world.pass('2m')
  }
  return { deliver }
}

scenario('an actor that answers 404 twice, a day apart, loses its follows in both directions (C19)', async (world) => {
  const { peer, ana, bo, send, home } = await followedPeer(world)
  await send(bo.follow(ana.uri), bo.create(bo.note('hello')))
  const here = () => ana.relationship(bo.handle).then(({ following, followed_by }) => [following, followed_by])
  peer.forget(bo.id)
  await world.pass('50h')
  await send(bo.create(bo.note('a last word')))
  await world.pass('20h')
  assert.deepEqual(await here(), [true, true], 'a single 404 changes nothing')
  await world.pass('5h')
  assert.deepEqual([await here(), await home()], [[false, false], []])
  const me = await ana.findAccount(ana)
  assert.deepEqual([me.followers_count, me.following_count], [0, 0])
  assert.deepEqual(await ana.notified(), [])
  assert.deepEqual([peer.receivedOf('Undo'), peer.receivedOf('Reject')], [[], []])
})

scenario('an actor that is back within a day keeps its follows (C19)', async (world) => {
  const { peer, ana, bo, send } = await followedPeer(world)
  peer.serve(bo.id, 404)
  await world.pass('50h')
  await send(bo.create(bo.note('still here')))
  peer.serve(bo.id, bo.document)
  await world.pass('10h', 3)
  assert.equal((await ana.relationship(bo.handle)).following, true)
})

scenario('an unanswered Follow is sent again after a day, with the same id (C19)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('mastodon.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await ana.follow(bo.handle)
  await world.settle()
  await world.pass('5h', 4)
  assert.equal(peer.receivedOf('Follow').length, 1)
  await world.pass('6h', 12)
  const [first, second, ...more] = peer.receivedOf('Follow')
  assert.deepEqual([second?.id, second?.actor, second?.object, more.length], [first?.id, ana.uri, bo.id, 0])
})
