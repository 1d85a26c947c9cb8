/** Posts of other servers that nobody here has used are dropped after a while, and come back when they are wanted. */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'

/** Longer than `cacheStatusDays`, and than an account stays to which nothing refers. */
const LONG = '100 days'

async function stored({ app }: TestServer): Promise<string[]> {
  const rows = await app.db.selectFrom('statuses').select('uri').where('local', '=', false).orderBy('uri').execute()
  return rows.map((row) => row.uri)
}

/** Lets a post be dropped, and its author's account be deleted: marked first, and gone an hour later. */
async function forget(world: World, lagoon: TestServer): Promise<void> {
  await world.settle()
  await world.pass(LONG)
  await world.pass('2 hours', 2)
  assert.deepEqual(await stored(lagoon), [])
  assert.deepEqual(
    await lagoon.app.db.selectFrom('accounts').select('id').where('domain', 'is not', null).execute(),
    [],
  )
}

const doors: Record<string, (ana: Person, post: StatusEntity) => Promise<StatusEntity>> = {
  'opened by its id': (ana, post) => ana.view(post),
  'opened as a thread': async (ana, post) => {
    await ana.thread(post)
    return ana.view(post)
  },
  favourited: (ana, post) => ana.favourite(post),
  unfavourited: (ana, post) => ana.unfavourite(post),
  bookmarked: (ana, post) => ana.bookmark(post),
  boosted: async (ana, post) => (await ana.boost(post)).reblog as StatusEntity,
  unboosted: (ana, post) => ana.unboost(post),
  answered: async (ana, post) => {
    const { in_reply_to_id } = await ana.reply(post, 'late')
    assert.equal(in_reply_to_id, post.id)
    return ana.view(post)
  },
  'looked up by its address': (ana, post) => ana.find(post.uri),
  'looked up by our page': (ana, post) => ana.find(`https://lagoon.test/@bo@reef.test/${post.id}`),
}

for (const [door, open] of Object.entries(doors))
  scenario(`a dropped post that is ${door} comes back under its id, with its author's`, async (world) => {
    const lagoon = await world.server('lagoon.test')
    const ana = await lagoon.user('ana')
    const bo = await (await world.peer('reef.test')).actor('bo')
    const post = await ana.find(bo.note('hello').id)
    await forget(world, lagoon)
    const back = await open(ana, post)
    assert.deepEqual([back.id, back.uri, back.account.id], [post.id, post.uri, post.account.id])
    assert.deepEqual(await lagoon.app.db.selectFrom('dropped_statuses').selectAll().execute(), [])
    await world.pass(LONG)
    const isUsed = ['favourited', 'bookmarked', 'boosted', 'answered'].includes(door)
    assert.deepEqual(await stored(lagoon), isUsed ? [post.uri] : [])
  })

scenario('what a member has used stays for years', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const liked = await ana.find((await bo.post('liked')).url)
  const kept = await ana.find((await bo.post('kept')).url)
  const shared = await ana.find((await bo.post('shared')).url)
  const answered = await ana.find((await bo.post('answered')).url)
  await ana.find((await bo.post('only seen')).url)
  await ana.favourite(liked)
  await ana.bookmark(kept)
  await ana.boost(shared)
  await ana.reply(answered, 'yes')
  const told = await bo.post('@ana@lagoon.test hello')
  await world.settle()
  const thanks = await bo.reply(await bo.find((await ana.post('my post')).url), 'thanks')
  await world.settle()
  await world.pass('400 days', 3)
  const expected = [liked, kept, shared, answered, told, thanks].map(({ uri }) => uri).sort()
  assert.deepEqual(await stored(lagoon), expected)
  assert.deepEqual(
    (await ana.call('GET', '/api/v1/bookmarks')).map(({ id }: StatusEntity) => id),
    [kept.id],
  )
  assert.equal((await bo.notifications()).length > 0, true)
})

async function droppedPost(
  world: World,
): Promise<{ lagoon: TestServer; ana: Person; bo: PeerActor; post: StatusEntity }> {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const bo = await (await world.peer('reef.test')).actor('bo')
  const post = await ana.find(bo.note('hello').id)
  await forget(world, lagoon)
  return { lagoon, ana, bo, post }
}

scenario(
  'a dropped post that its origin no longer has is not found, and nobody asks again for a while',
  async (world) => {
    const { ana, bo, post } = await droppedPost(world)
    bo.peer.forget(post.uri)
    const asked = () => bo.peer.requests.filter((line) => line === `GET ${new URL(post.uri).pathname}`).length
    const before = asked()
    assert.equal(await ana.viewCode(post), 404)
    assert.equal(await ana.viewCode(post), 404)
    assert.equal(asked(), before + 1)
    bo.peer.serve(post.uri, { ...bo.note('other'), id: post.uri })
    await world.clock.advance('11 minutes')
    assert.equal((await ana.view(post)).id, post.id, 'one 404 may be a fault')
  },
)

scenario('a dropped post that was deleted at its origin is gone for good', async (world) => {
  const { lagoon, ana, bo, post } = await droppedPost(world)
  bo.peer.serve(post.uri, 410)
  assert.equal(await ana.viewCode(post), 404)
  const tombstones = await lagoon.app.db.selectFrom('tombstones').select('uri').execute()
  assert.deepEqual(tombstones, [{ uri: post.uri }])
  assert.deepEqual(await lagoon.app.db.selectFrom('dropped_statuses').selectAll().execute(), [])
})

scenario('if the origin of a dropped post does not answer, the client is told when to try again', async (world) => {
  const { ana, bo, post } = await droppedPost(world)
  bo.peer.reachable = false
  for (const [method, path] of [
    ['GET', ''],
    ['GET', '/context'],
    ['POST', '/favourite'],
  ] as const) {
    const { status, headers } = await ana.api(method, `/api/v1/statuses/${post.id}${path}`)
    assert.deepEqual([status, Number(headers.get('retry-after')) > 0], [503, true], path)
  }
  bo.peer.reachable = true
  await world.clock.advance('2 minutes')
  assert.equal((await ana.favourite(post)).id, post.id)
})

scenario('the public does not make us fetch a dropped post', async (world) => {
  const { lagoon, bo, post } = await droppedPost(world)
  const before = bo.peer.requests.length
  const headers = { host: 'lagoon.test' }
  const { status } = await lagoon.fetch(new Request(`https://lagoon.test/api/v1/statuses/${post.id}`, { headers }))
  assert.deepEqual([status, bo.peer.requests.length], [404, before])
})

scenario(
  'an Announce, a reply, an Update and a repeated Create bring a dropped post back under its id',
  async (world) => {
    const { lagoon, ana, bo, post } = await droppedPost(world)
    const cy = await bo.peer.actor('cy')
    await ana.follow(cy.handle)
    await world.settle()
    await cy.send(lagoon, cy.accept(bo.peer.receivedOf('Follow')[0] ?? {}))
    await world.settle()
    const note = { ...bo.note('x'), id: post.uri }
    const causes = [
      () => cy.send(lagoon, cy.announce(post.uri)),
      () => cy.send(lagoon, cy.create(cy.note('reply', { inReplyTo: post.uri }))),
    ]
    for (const cause of causes) {
      await cause()
      await world.settle()
      assert.ok((await stored(lagoon)).includes(post.uri))
      assert.equal((await ana.view(post)).id, post.id)
      await world.pass(LONG)
      assert.deepEqual(await stored(lagoon), [])
    }
    await ana.follow(bo.handle, { notify: true })
    await world.settle()
    await bo.send(lagoon, bo.accept(bo.peer.receivedOf('Follow').at(-1) ?? {}))
    await world.settle()
    for (const activity of [bo.update(bo.edited(note, 'edited')), bo.create(note)]) {
      await bo.send(lagoon, activity)
      await world.settle()
      assert.ok((await stored(lagoon)).includes(post.uri))
      assert.equal((await ana.view(post)).id, post.id)
      await world.pass(LONG)
    }
    assert.deepEqual(await ana.notified(), [], 'what comes back is no news')
  },
)

scenario('a Delete of a dropped post by its author counts, and by anybody else it does not', async (world) => {
  const { lagoon, ana, bo, post } = await droppedPost(world)
  const cy = await bo.peer.actor('cy')
  await cy.send(lagoon, cy.delete(post.uri))
  await world.settle()
  assert.equal((await ana.view(post)).id, post.id)
  await forget(world, lagoon)
  await bo.send(lagoon, bo.delete(post.uri))
  await world.settle()
  assert.equal(await ana.viewCode(post), 404)
  assert.deepEqual(await lagoon.app.db.selectFrom('dropped_statuses').selectAll().execute(), [])
})
