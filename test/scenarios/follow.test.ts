import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import { followedPeer } from './followed-peer.ts'

/** Ana at the lagoon and Bo at the reef. */
async function anaAndBo(world: World, { locked = false } = {}) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana', { locked }), await reef.user('bo')]
  return { lagoon, reef, ana, bo }
}

scenario('a remote account follows, and is accepted at once', async (world) => {
  const { ana, bo } = await anaAndBo(world)
  const pending = await bo.follow(ana.handle)
  assert.deepEqual(
    [pending.following, pending.requested],
    [false, true],
    'not before the other server has accepted (R-50)',
  )
  await world.settle()
  const now = await bo.relationship(ana)
  assert.deepEqual([now.following, now.requested], [true, false])
  assert.equal((await ana.relationship(bo)).followed_by, true)
  assert.deepEqual(await ana.notified(), ['follow bo@reef.test'])
  assert.equal((await ana.findAccount(ana)).followers_count, 1)
  assert.equal((await bo.findAccount(bo)).following_count, 1)
  assert.deepEqual(
    world.tape.find({ method: 'POST' }).map(({ from, activity }) => `${from} ${activity}`),
    ['reef.test Follow', 'lagoon.test Accept(Follow)'],
  )
})

scenario('a locked account approves a follow request', async (world) => {
  const { ana, bo } = await anaAndBo(world, { locked: true })
  const post = await ana.post('for my followers', { visibility: 'private' })
  await bo.follow(ana)
  await world.settle()
  assert.equal((await bo.relationship(ana)).requested, true)
  assert.equal((await ana.relationship(bo)).followed_by, false)
  assert.deepEqual(await ana.notified(), ['follow_request bo@reef.test'])
  assert.deepEqual(
    (await ana.followRequests()).map(({ acct }) => acct),
    ['bo@reef.test'],
  )
  await ana.answer(bo, 'authorize')
  await world.settle()
  assert.equal((await bo.relationship(ana)).following, true)
  assert.deepEqual(await ana.followRequests(), [])
  const later = await ana.post('welcome', { visibility: 'private' })
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), ['welcome'])
  assert.notEqual(later.id, post.id)
})

scenario('a locked account rejects a follow request', async (world) => {
  const { ana, bo } = await anaAndBo(world, { locked: true })
  await bo.follow(ana)
  await world.settle()
  await ana.answer(bo, 'reject')
  await world.settle()
  const now = await bo.relationship(ana)
  assert.deepEqual([now.following, now.requested], [false, false])
  await ana.post('not for bo', { visibility: 'private' })
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), [])
})

scenario('unfollowing ends the follow on both servers, and a new follow starts it again', async (world) => {
  const { ana, bo } = await anaAndBo(world)
  await bo.follow(ana)
  await world.settle()
  await ana.post('one')
  await world.settle()
  await bo.unfollow(ana)
  await world.settle()
  assert.equal((await ana.relationship(bo)).followed_by, false)
  assert.deepEqual(await bo.homeTexts(), [], 'her posts are gone from home')
  await ana.post('two')
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), [])
  await bo.follow(ana)
  await world.settle()
  assert.equal((await ana.relationship(bo)).followed_by, true)
  await ana.post('three')
  await world.settle()
  assert.equal((await bo.homeTexts())[0], 'three')
  assert.equal((await ana.findAccount(ana)).followers_count, 1)
})

scenario('following again while following only changes the options', async (world) => {
  const { ana, bo } = await anaAndBo(world)
  await bo.follow(ana)
  await world.settle()
  const again = await bo.follow(ana, { reblogs: false, notify: true })
  await world.settle()
  assert.deepEqual([again.following, again.showing_reblogs, again.notifying], [true, false, true])
  assert.deepEqual(await ana.notified(), ['follow bo@reef.test'], 'notifies once')
  assert.equal((await ana.findAccount(ana)).followers_count, 1)
})

scenario('a withdrawn follow request leaves no trace', async (world) => {
  const { ana, bo } = await anaAndBo(world, { locked: true })
  await bo.follow(ana)
  await world.settle()
  await bo.unfollow(ana)
  await world.settle()
  assert.deepEqual(await ana.followRequests(), [])
  assert.equal((await bo.relationship(ana)).requested, false)
})

scenario('the deprecated endpoint follows an account by its handle', async (world) => {
  const { ana, bo } = await anaAndBo(world)
  const account = await bo.call('POST', '/api/v1/follows', { uri: ana.handle })
  assert.equal(account.acct, 'ana@lagoon.test')
  await world.settle()
  assert.equal((await bo.relationship(ana)).following, true)
})

scenario('the first posts of somebody who has just been followed may come before the Accept', async (world) => {
  const { lagoon, peer, ana, home } = await followedPeer(world)
  const cy = await peer.actor('cy')
  await ana.follow(cy.handle)
  await world.settle()
  const accept = cy.accept(peer.receivedOf('Follow').at(-1) as Json)
  for (const activity of [cy.create(cy.note('already here')), accept]) {
    await cy.send(lagoon, activity)
    await world.settle()
  }
  assert.deepEqual(await home(), ['already here'])
})
