import assert from 'node:assert/strict'
import type { Json, Peer } from '../world/peer.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

async function friends(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  return { lagoon, reef, ana, bo }
}

scenario('a server that was down for hours receives what it missed, in order', async (world) => {
  const { reef, ana, bo } = await friends(world)
  reef.reachable = false
  const first = await ana.post('one')
  await world.clock.advance('1s')
  const posts = [first, await ana.post('two')]
  await world.settle()
  await world.clock.advance('10m')
  await ana.edit(posts[1] as (typeof posts)[0], 'two, better')
  const deleted = await ana.post('never mind')
  await ana.delete(deleted)
  await world.pass('20m', 6)
  reef.reachable = true
  await world.pass('2h', 12)
  assert.deepEqual(await bo.homeTexts(), ['two, better', 'one'])
  assert.equal((await bo.home())[0]?.uri, posts[1]?.uri)
})

scenario('a server that was down for five days receives the latest state', async (world) => {
  const { reef, ana, bo } = await friends(world)
  await reef.kill()
  const post = await ana.post('first words')
  await world.pass('1d')
  await ana.edit(post, 'second words')
  const gone = await ana.post('a slip')
  await world.pass('1d')
  await ana.delete(gone)
  await ana.edit(post, 'last words')
  await world.pass('6h', 12)
  await reef.open()
  await world.pass('3h', 16)
  const home = await bo.home()
  assert.deepEqual(home.map(textOf), ['last words'])
  assert.equal(home[0]?.created_at, post.created_at)
})

scenario('a lost answer leads to a second delivery, which has no second effect', async (world) => {
  const { ana, bo } = await friends(world)
  const stop = world.intercept(({ name }) => (name === 'Create(Note)' ? 'lose-answer' : undefined))
  await ana.post('@bo@reef.test only once')
  await world.settle()
  stop()
  await world.pass('10m', 6)
  assert.equal(world.tape.find({ activity: 'Create(Note)' }).length >= 2, true)
  assert.deepEqual(await bo.homeTexts(), ['@bo only once'])
  assert.deepEqual(await bo.notified(), ['mention ana@lagoon.test'])
})

scenario('a request delivered twice has its effect once', async (world) => {
  world.intercept(({ method }) => (method === 'POST' ? 'duplicate' : undefined))
  const { ana, bo } = await friends(world)
  const post = await ana.post('@bo@reef.test twice')
  await world.settle()
  const [copy] = await bo.home()
  await bo.favourite(copy as typeof post)
  await bo.boost(copy as typeof post)
  await bo.reply(copy as typeof post, '@ana@lagoon.test thrice')
  await world.settle()
  const now = await ana.view(post)
  assert.deepEqual([now.favourites_count, now.reblogs_count, now.replies_count], [1, 1, 1])
  assert.deepEqual((await ana.notified()).sort(), [
    'favourite bo@reef.test',
    'follow bo@reef.test',
    'mention bo@reef.test',
    'reblog bo@reef.test',
  ])
  assert.equal((await ana.findAccount(ana)).followers_count, 1)
})

/** bo, on a peer, follows ana. */
async function followedByPeer(world: World) {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('mastodon.test')
  const [ana, bo] = [await lagoon.user('ana'), await peer.actor('bo')]
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  const textsAt = () => peer.receivedOf('Create').map(({ object }) => (object as Json).content)
  return { lagoon, peer, ana, bo, textsAt }
}

scenario(
  'after an outage of twenty seconds everything arrives within as long, and one probes for all (Q-05)',
  async (world) => {
    const { peer, ana, textsAt } = await followedByPeer(world)
    peer.inboxStatus = 502
    for (let n = 0; n < 20; n++) await ana.post(`number ${n}`)
    await world.settle()
    const tried = () => world.tape.find({ to: peer.host, method: 'POST' }).length
    const before = tried()
    await world.pass('1s', 20)
    assert.equal(tried() - before, 1)
    peer.inboxStatus = 202
    await world.pass('1s', 20)
    assert.equal(textsAt().length, 20)
  },
)

scenario('a single delivery that met an outage of a few seconds is made soon after (Q-05)', async (world) => {
  const { peer, ana, textsAt } = await followedByPeer(world)
  peer.reachable = false
  await ana.post('hello')
  await world.settle()
  peer.reachable = true
  await world.pass('1s', 13)
  assert.equal(textsAt().length, 1)
})

scenario('posts of one author reach a server in order, although it is slow with the first of them', async (world) => {
  const { peer, ana, textsAt } = await followedByPeer(world)
  let arrived = 0
  world.intercept(({ to }) => {
    if (to !== peer.host) return undefined
    return new Promise((resolve) => setTimeout(resolve, Math.max(20 - arrived++, 0), undefined))
  })
  const posts = []
  for (let n = 0; n < 20; n++) posts.push(await ana.post(`number ${n}`))
  await world.settle()
  const texts = posts.map(({ content }) => content)
  assert.deepEqual(textsAt(), texts)
  await ana.edit(posts[0] as (typeof posts)[0], 'number 0, better')
  await ana.post('and another')
  await world.settle()
  const types = peer.received.map(({ activity }) => activity.type)
  assert.deepEqual(types.slice(-3), ['Create', 'Update', 'Create'])
})

scenario('a post whose first attempt fails lets the next ones pass', async (world) => {
  const { ana, textsAt } = await followedByPeer(world)
  let tries = 0
  world.intercept(({ name }) => (name === 'Create(Note)' && tries++ === 0 ? 500 : undefined))
  const posts = []
  for (let n = 0; n < 5; n++) posts.push(await ana.post(`number ${n}`))
  await world.settle()
  const [first, ...others] = posts.map(({ content }) => content)
  assert.deepEqual(textsAt(), others)
  await world.pass('1s', 13)
  assert.deepEqual(textsAt(), [...others, first])
})

scenario('a Create that waited carries the newest text, and is all that a server needs (C23)', async (world) => {
  const { lagoon, peer, ana } = await followedByPeer(world)
  const other = await world.peer('other.test')
  const cy = await other.actor('cy')
  await cy.send(lagoon, cy.follow(ana.uri))
  await world.settle()
  peer.reachable = false
  for (let n = 0; n < 5; n++) await ana.post(`number ${n}`)
  await world.settle()
  const post = await ana.post('first words')
  await world.settle()
  await ana.edit(post, 'last words')
  peer.reachable = true
  await world.pass('1s', 20)
  const about = (peer: Peer) =>
    peer.received
      .map(({ activity }) => activity as { type: string; published: string; object: Json })
      .filter(({ object }) => object.id === post.uri)
      .map(({ type, object }) => [type, textOf(object as { content: string }), object.published, 'updated' in object])
  assert.deepEqual(about(peer), [['Create', 'last words', post.created_at, true]])
  assert.deepEqual(about(other), [
    ['Create', 'first words', post.created_at, false],
    ['Update', 'last words', post.created_at, true],
  ])
})

scenario('a delivery answered with 503 is retried, one answered with 410 is not', async (world) => {
  const { peer, ana } = await followedByPeer(world)
  peer.inboxStatus = 503
  await ana.post('are you there?')
  await world.settle()
  assert.equal(peer.receivedOf('Create').length, 0)
  peer.inboxStatus = 202
  await world.pass('30m', 6)
  assert.equal(peer.receivedOf('Create').length, 1)
  peer.inboxStatus = 410
  await ana.post('and now?')
  await world.settle()
  const before = world.tape.find({ to: 'mastodon.test', method: 'POST' }).length
  await world.pass('2h', 12)
  assert.equal(world.tape.find({ to: 'mastodon.test', method: 'POST' }).length, before)
})
