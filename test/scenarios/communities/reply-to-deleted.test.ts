import assert from 'node:assert/strict'
import { PUBLIC } from '../../world/peer-actor.ts'
import { scenario } from '../../world/scenario.ts'
import { CAFE, settled, threeServers } from './three-servers.ts'

scenario('a reply to a deleted post is not taken for a topic of its community', async (world) => {
  const { ana, max, cafe, server } = await threeServers(world)
  const topic = await settled(world, ana.post(`${CAFE} A question`))
  await settled(world, ana.delete(topic))
  const addressing = { to: [PUBLIC], cc: [cafe.id, ana.uri], audience: cafe.id }
  const id = `${server.origin}/comment/late`
  const note = { type: 'Note', id, attributedTo: max.id, content: 'late', inReplyTo: topic.uri, ...addressing }
  const create = `${server.origin}/activities/create/late`
  await settled(
    world,
    server.announce(cafe, { type: 'Create', id: create, actor: max.id, object: note, ...addressing }),
  )
  assert.deepEqual(await ana.statusesOf(CAFE), [])
})
