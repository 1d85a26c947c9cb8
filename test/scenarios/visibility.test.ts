import assert from 'node:assert/strict'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

/** Bo follows ana. Cy is on the same server as bo and does not follow her. */
async function threePeople(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await reef.user('cy')]
  await bo.follow(ana)
  await world.settle()
  return { lagoon, reef, ana, bo, cy }
}

scenario('a followers-only post reaches the followers and nobody else', async (world) => {
  const { ana, bo, cy } = await threePeople(world)
  const post = await ana.post('among us', { visibility: 'private' })
  await world.settle()
  const [copy] = await bo.home()
  assert.equal(copy?.uri, post.uri)
  assert.equal(copy?.visibility, 'private')
  assert.equal(await cy.viewCode(copy as { id: string }), 404)
  assert.deepEqual((await cy.search(post.uri)).statuses, [])
  assert.deepEqual(await cy.statusesOf(ana), [])
  assert.deepEqual(await cy.call('GET', '/api/v1/timelines/public'), [])
})

scenario('a direct message reaches only those it mentions', async (world) => {
  const { ana, bo, cy } = await threePeople(world)
  const post = await ana.post('@cy@reef.test a secret', { visibility: 'direct' })
  await world.settle()
  const [notification] = await cy.notifications()
  assert.equal(notification?.type, 'mention')
  assert.equal(notification?.status?.uri, post.uri)
  assert.equal(notification?.status?.visibility, 'direct')
  assert.equal(await bo.viewCode(notification?.status as { id: string }), 404, 'not even for a follower')
  assert.deepEqual(await bo.homeTexts(), [])
  const posted = world.tape.find({ activity: 'Create(Note)' })
  assert.deepEqual(
    posted.map(({ to }) => to),
    ['reef.test'],
  )
})

scenario('a direct message without mentions is not delivered', async (world) => {
  const { ana, bo } = await threePeople(world)
  await ana.post('dear diary', { visibility: 'direct' })
  await world.settle()
  assert.deepEqual(world.tape.find({ activity: 'Create(Note)' }), [])
  assert.deepEqual(await bo.homeTexts(), [])
})

scenario('an unlisted post is visible to everyone, but on no public timeline', async (world) => {
  const { ana, bo, cy } = await threePeople(world)
  const post = await ana.post('quietly', { visibility: 'unlisted' })
  await world.settle()
  assert.deepEqual(await bo.homeTexts(), ['quietly'])
  const copy = await cy.find(post.uri)
  assert.equal(copy.visibility, 'unlisted')
  assert.deepEqual(await cy.call('GET', '/api/v1/timelines/public'), [])
})

scenario('an anonymous request can read only public and unlisted posts', async (world) => {
  const { lagoon, ana } = await threePeople(world)
  const posts = {
    public: await ana.post('public'),
    unlisted: await ana.post('unlisted', { visibility: 'unlisted' }),
    private: await ana.post('private', { visibility: 'private' }),
    direct: await ana.post('@bo@reef.test direct', { visibility: 'direct' }),
  }
  const seen: Record<string, number[]> = {}
  for (const [name, post] of Object.entries(posts)) {
    const asApi = await lagoon.fetch(new Request(`https://lagoon.test/api/v1/statuses/${post.id}`))
    const headers = { accept: 'application/activity+json' }
    const asObject = await lagoon.fetch(new Request(post.uri, { headers }))
    seen[name] = [asApi.status, asObject.status]
  }
  assert.deepEqual(seen, { public: [200, 200], unlisted: [200, 200], private: [404, 404], direct: [404, 404] })
})
