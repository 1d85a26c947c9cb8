/** What moderators decide has the same effect on the server of the community, that of an author and that of a member. */
import assert from 'node:assert/strict'
import { HOUR } from '../../../src/lib/durations.ts'
import { scenario } from '../../world/scenario.ts'
import { CAFE, reply, settled, threeServers } from './three-servers.ts'
import { assertAgree } from './views.ts'

scenario('what a moderator removes leaves the community, and comes back if it is restored', async (world) => {
  const scene = await threeServers(world)
  const { ana, bo, max, lia, cafe } = scene
  const topic = await settled(world, ana.post(`${CAFE} A question`))
  const page = await settled(world, max.post(cafe, { title: 'A page' }))
  const answer = await reply(world, bo, page, 'An answer')
  const comment = await settled(world, max.comment(topic.uri, 'A comment'))
  const all = [comment.id, answer.uri, topic.uri, page.id]
  for (const one of all) {
    await settled(world, lia.remove(one, 'rude'))
    await assertAgree(scene)
  }
  for (const one of all.reverse()) {
    await settled(world, lia.restore(one))
    // A cache in front of the origin may have what was removed a moment ago, so it is not asked at once.
    await world.pass('1m')
    await assertAgree(scene)
  }
})

scenario('nobody can reply in a locked topic until it is unlocked', async (world) => {
  const scene = await threeServers(world)
  const { ana, bo, max, lia, server } = scene
  const topic = await settled(world, ana.post(`${CAFE} A question`))
  const answer = await reply(world, bo, topic, 'An answer')
  await settled(world, lia.lock(topic.uri))
  for (const person of [ana, bo])
    for (const uri of [topic.uri, answer.uri]) {
      const { id } = await person.find(uri)
      const { status, body } = await person.api('POST', '/api/v1/statuses', { status: 'No', in_reply_to_id: id })
      assert.ok(status >= 400 && status < 500, `${person.handle}: ${status} ${JSON.stringify(body)}`)
    }
  await assert.rejects(max.comment(topic.uri, 'No'), { message: 'post_is_locked' })
  await assertAgree(scene)
  await settled(world, lia.unlock(topic.uri))
  await reply(world, ana, answer, 'Yes')
  await reply(world, bo, topic, 'Yes')
  assert.deepEqual(server.refused, [])
  await assertAgree(scene)
})

scenario('pinned topics are pinned everywhere', async (world) => {
  const scene = await threeServers(world)
  const { ana, lia, cafe } = scene
  const topic = await settled(world, ana.post(`${CAFE} A question`))
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  for (const one of [page.id, topic.uri]) await settled(world, lia.pin(one))
  await assertAgree(scene)
  await settled(world, lia.unpin(page))
  await assertAgree(scene)
})

scenario('a banned person cannot take part until the ban ends', async (world) => {
  const scene = await threeServers(world)
  const { ana, bo, lia, cafe, server } = scene
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  await settled(world, lia.ban(cafe, ana.uri, { reason: 'spam', end: world.clock.now() + HOUR }))
  const { id } = await ana.find(page.id)
  const attempts = [{ status: 'No', in_reply_to_id: id }, { status: `${CAFE} No` }]
  const tried = async (form: object) => (await ana.api('POST', '/api/v1/statuses', form)).status
  for (const form of attempts) assert.equal(await tried(form), 403)
  await assertAgree(scene)
  await world.pass('1h')
  await ana.follow(CAFE)
  await world.settle()
  await reply(world, bo, page, 'An answer')
  for (const form of attempts) assert.equal(await tried({ ...form, status: form.status.replace('No', 'Yes') }), 200)
  await world.pass('1s')
  assert.deepEqual(server.refused, [])
  await assertAgree(scene)
})
