/** A community announces a post and votes on it in order, but the post may have to be fetched from its author's server. */
import assert from 'node:assert/strict'
import { scenario } from '../../world/scenario.ts'
import { CAFE, settled, threeServers } from './three-servers.ts'

scenario('a vote that arrives while its post is being fetched counts once that is here', async (world) => {
  const { ana, bo, lia, max } = await threeServers(world)
  const stop = world.intercept(({ from, to }) => (from === 'lagoon.test' && to === 'reef.test' ? 'lose' : undefined))
  const topic = await settled(world, bo.post(`${CAFE} A question`))
  await settled(world, lia.like(topic.uri))
  await settled(world, max.like(topic.uri))
  await settled(world, max.unvote(topic.uri))
  stop()
  await world.pass('1m', 10)
  const { statuses } = await ana.search(topic.uri, { resolve: 'false' })
  assert.deepEqual(
    statuses.map(({ favourites_count }) => favourites_count),
    [1],
  )
})
