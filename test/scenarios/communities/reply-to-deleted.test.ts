import assert from 'node:assert/strict'
import { PUBLIC } from '../../world/peer-actor.ts'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { CAFE, settled, threeServers } from './three-servers.ts'

scenario('a reply to a deleted post is not taken for a topic of its community', async (world) => {
  const { ana, lia, max, cafe, server } = await threeServers(world)
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  await settled(world, lia.delete(page))
  const addressing = { to: [PUBLIC], cc: [cafe.id], audience: cafe.id }
  const id = `${server.origin}/comment/late`
  const note = { type: 'Note', id, attributedTo: max.id, content: 'late', inReplyTo: page.id, ...addressing }
  const create = {
    type: 'Create',
    id: `${server.origin}/activities/create/late`,
    actor: max.id,
    object: note,
    ...addressing,
  }
  await settled(world, server.announce(cafe, create))
  assert.deepEqual((await ana.statusesOf(CAFE)).map(textOf), [])
})
