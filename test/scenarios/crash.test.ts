import assert from 'node:assert/strict'
import type { SentRequest } from '../world/network.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'

/** Longer than a lease: on PostgreSQL, another process might hold it. */
const AFTER_LEASE = '3m'

async function friends(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  return { lagoon, reef, ana, bo }
}

/** Crashes a server once, while a matching request is in transit. */
function crashOnce(world: World, server: TestServer, fits: (sent: SentRequest) => boolean): () => boolean {
  let crashed = false
  world.intercept(async (sent) => {
    if (crashed || !fits(sent)) return undefined
    crashed = true
    await world.crash(server)
    return undefined
  })
  return () => crashed
}

scenario('a sender that crashes while sending loses nothing and delivers nothing twice', async (world) => {
  const { lagoon, ana, bo } = await friends(world)
  const hasCrashed = crashOnce(world, lagoon, ({ name }) => name === 'Create(Note)')
  for (let n = 0; n < 5; n++) await ana.post(`@bo@reef.test ${n}`)
  await world.settle()
  await world.pass(AFTER_LEASE, 4)
  assert.equal(hasCrashed(), true)
  assert.deepEqual((await bo.homeTexts()).sort(), ['@bo 0', '@bo 1', '@bo 2', '@bo 3', '@bo 4'])
  assert.equal((await bo.notified()).length, 5)
})

scenario('a receiver that crashes after answering 202 still processes the activity (C13)', async (world) => {
  const { reef, ana, bo } = await friends(world)
  await ana.post('@bo@reef.test safe')
  await ana.server.settle()
  assert.equal(world.tape.find({ activity: 'Create(Note)', status: 202 }).length, 1)
  assert.deepEqual(await bo.homeTexts(), [], 'accepted, not yet processed')
  await world.crash(reef)
  await world.settle()
  await world.pass(AFTER_LEASE)
  assert.deepEqual(await bo.homeTexts(), ['@bo safe'])
  assert.deepEqual(await bo.notified(), ['mention ana@lagoon.test'])
})

scenario('a receiver that crashes during a fetch starts again', async (world) => {
  const [lagoon, reef, cove] = await world.servers('lagoon.test', 'reef.test', 'cove.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const cy = await cove.user('cy')
  const post = await cy.post('from the cove')
  await bo.follow(ana)
  await world.settle()
  const copy = await ana.find(post.url)
  const hasCrashed = crashOnce(world, reef, ({ from, to }) => from === 'reef.test' && to === 'cove.test')
  await ana.boost(copy)
  await world.settle()
  await world.pass(AFTER_LEASE, 4)
  assert.equal(hasCrashed(), true)
  assert.deepEqual(await bo.homeTexts(), ['from the cove'])
  assert.equal((await bo.home())[0]?.reblog?.uri, post.uri)
})

scenario('an acknowledged post survives a crash', async (world) => {
  const { lagoon, ana, bo } = await friends(world)
  const post = await ana.post('written')
  await world.crash(lagoon)
  assert.equal((await ana.view(post)).uri, post.uri)
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), ['written'])
})
