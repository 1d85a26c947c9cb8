import assert from 'node:assert/strict'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'

scenario('a pinned post appears on the profile on other servers', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const post = await ana.post('about me')
  await ana.post('something else')
  await world.settle()
  assert.equal((await ana.pin(post)).pinned, true)
  await world.settle()
  assert.deepEqual(
    (await ana.statusesOf(ana, '?pinned=true')).map(({ uri }) => uri),
    [post.uri],
  )
  assert.deepEqual(
    (await bo.statusesOf(ana, '?pinned=true')).map(({ uri }) => uri),
    [post.uri],
  )
  await ana.unpin(post)
  await world.settle()
  assert.deepEqual(await bo.statusesOf(ana, '?pinned=true'), [])
})

scenario('a user can pin only their own posts, and only five', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const [ana, bo] = [await lagoon.user('ana'), await lagoon.user('bo')]
  const post = await ana.post('mine')
  assert.equal((await bo.api('POST', `/api/v1/statuses/${post.id}/pin`)).status, 404)
  for (let n = 0; n < 5; n++) await ana.pin(await ana.post(`pin ${n}`))
  const sixth = await ana.api('POST', `/api/v1/statuses/${post.id}/pin`)
  assert.equal(sixth.status, 422)
  assert.match(sixth.body.error, /\S/)
})

scenario('pins are listed with the latest pin first, page by page', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const [one, two, three] = [await ana.post('one'), await ana.post('two'), await ana.post('three')]
  for (const post of [two, three, one]) await ana.pin(post)
  const listed = async (query = '') => (await ana.statusesOf(ana, `?pinned=true${query}`)).map(({ id }) => id)
  assert.deepEqual(await listed(), [one.id, three.id, two.id])
  assert.deepEqual(await listed('&limit=2'), [one.id, three.id])
  assert.deepEqual(await listed(`&limit=2&max_id=${three.id}`), [two.id])
  assert.deepEqual(await listed(`&limit=1&min_id=${two.id}`), [three.id])
  assert.deepEqual(await listed(`&limit=1&since_id=${two.id}`), [one.id])
})

scenario(
  'a post that is pinned, unpinned and pinned again within a second is pinned everywhere (A-25)',
  async (world) => {
    const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
    const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
    await ana.follow(bo)
    await world.settle()
    const post = await bo.post('pinned twice')
    for (const action of ['pin', 'unpin', 'pin']) {
      await bo.interact(post, action)
      await world.settle()
    }
    assert.deepEqual((await ana.statusesOf(bo, '?pinned=true')).map(textOf), ['pinned twice'])
  },
)
