import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

/** Ana and bo follow each other. */
async function friends(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await ana.follow(bo)
  await world.settle()
  return { lagoon, reef, ana, bo }
}

scenario('a block ends all relationships and interactions between two accounts, on both servers', async (world) => {
  const { ana, bo } = await friends(world)
  await ana.post('before')
  await bo.post('@ana@lagoon.test hello')
  await world.settle()
  assert.equal((await ana.notified())[0], 'mention bo@reef.test')
  await ana.block(bo)
  await world.settle()
  const here = await ana.relationship(bo)
  assert.deepEqual([here.blocking, here.following, here.followed_by], [true, false, false])
  const there = await bo.relationship(ana)
  assert.deepEqual([there.blocked_by, there.following, there.followed_by], [true, false, false])
  assert.deepEqual(await ana.homeTexts(), ['before'], 'her own posts stay')
  assert.deepEqual(await bo.homeTexts(), ['@ana hello'])
  assert.deepEqual(
    (await ana.notified()).filter((notification) => notification.includes('bo@')),
    [],
  )
})

scenario('a blocked account can neither follow nor notify its blocker', async (world) => {
  const { ana, bo } = await friends(world)
  const post = await ana.post('open')
  await world.settle()
  const [copy] = await bo.home()
  await ana.block(bo)
  await world.settle()
  const follow = await bo.api('POST', `/api/v1/accounts/${(await bo.findAccount(ana)).id}/follow`)
  assert.equal(follow.status, 403)
  assert.equal(await bo.viewCode(copy as { id: string }), 404)
  await bo.post('@ana@lagoon.test let me in')
  await world.settle()
  assert.deepEqual(
    (await ana.notified()).filter((notification) => notification.includes('bo@')),
    [],
  )
  assert.deepEqual((await ana.thread(post)).descendants, [])
})

scenario('after an unblock, either account can follow the other again', async (world) => {
  const { ana, bo } = await friends(world)
  await ana.block(bo)
  await world.settle()
  await ana.unblock(bo)
  await world.settle()
  assert.equal((await bo.relationship(ana)).blocked_by, false)
  await bo.follow(ana)
  await world.settle()
  assert.equal((await ana.relationship(bo)).followed_by, true)
})
