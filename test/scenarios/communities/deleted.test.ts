/** A community that its moderator deletes. */
import assert from 'node:assert/strict'
import { scenario } from '../../world/scenario.ts'
import { settled, threeServers } from './three-servers.ts'

scenario('a deleted community is gone for its members, and what they wrote stays with them', async (world) => {
  const { cafe, lia, ana, bo } = await threeServers(world)
  const topic = await settled(world, ana.post('@cafe@lemmy.test Which tea?'))
  await settled(world, lia.deleteCommunity(cafe))
  for (const person of [ana, bo]) {
    const followed = await person.call('GET', `/api/v1/accounts/${person.id}/following`)
    assert.deepEqual(followed, [], person.handle)
    assert.equal((await person.api('GET', '/api/v1/accounts/lookup?acct=cafe@lemmy.test')).status, 404)
  }
  assert.deepEqual(
    (await bo.home()).map(({ reblog }) => reblog),
    [],
  )
  assert.equal((await ana.view(topic)).community_id, undefined)
})
