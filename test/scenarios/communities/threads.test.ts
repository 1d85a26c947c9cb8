/** What people do in a community reaches everybody: its own server, that of the author, and that of a member. */
import assert from 'node:assert/strict'
import { scenario } from '../../world/scenario.ts'
import { CAFE, reply, settled, threeServers } from './three-servers.ts'
import { assertAgree } from './views.ts'

scenario('topics, comments and replies by third parties reach all members (FEP-1b12)', async (world) => {
  const scene = await threeServers(world)
  const { ana, bo, max, lia, cafe } = scene
  const topic = await settled(world, ana.post(`${CAFE} A question\n\nDoes anybody know?`))
  const answer = await reply(world, bo, topic, 'I do.')
  const comment = await settled(world, max.comment(answer.uri, 'Tell us.'))
  await reply(world, ana, comment, 'Please.')
  const page = await settled(world, lia.post(cafe, { title: 'A page', text: 'of the cafe' }))
  await reply(world, ana, page, 'Welcome.')
  await settled(world, max.comment(page, 'Thank you.'))
  assert.equal(scene.server.site.entries.size, 7)
  await assertAgree(scene)
})

scenario('edits are seen everywhere', async (world) => {
  const scene = await threeServers(world)
  const { ana, bo, max, lia, cafe } = scene
  const topic = await settled(world, ana.post(`${CAFE} A question`))
  const page = await settled(world, lia.post(cafe, { title: 'A page', text: 'first' }))
  const answer = await reply(world, bo, page, 'An answer')
  const comment = await settled(world, max.comment(topic.uri, 'A comment'))
  await settled(world, ana.edit(topic, `${CAFE} A better question`))
  await settled(world, lia.edit(page, { title: 'Another title', text: 'second' }))
  await settled(world, bo.edit(answer, 'A better answer'))
  await settled(world, max.edit(comment, { text: 'A better comment' }))
  await assertAgree(scene)
})

scenario('likes count everywhere, and a changed vote takes them back', async (world) => {
  const scene = await threeServers(world)
  const { ana, bo, max, lia, cafe } = scene
  const topic = await settled(world, ana.post(`${CAFE} A question`))
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  for (const one of [topic.uri, page.id]) {
    await settled(world, max.like(one))
    await settled(world, lia.like(one))
    await settled(world, bo.favourite(await bo.find(one)))
  }
  await settled(world, ana.favourite(await ana.find(page.id)))
  await assertAgree(scene)
  for (const one of [topic.uri, page.id]) {
    await settled(world, max.dislike(one))
    await settled(world, lia.unvote(one))
    await settled(world, bo.unfavourite(await bo.find(one)))
  }
  await assertAgree(scene)
  await settled(world, max.like(topic.uri))
  await assertAgree(scene)
})

scenario('what its author deletes is gone everywhere, and comes back if it is restored', async (world) => {
  const scene = await threeServers(world)
  const { ana, bo, max, lia, cafe } = scene
  const topic = await settled(world, ana.post(`${CAFE} A question`))
  const page = await settled(world, lia.post(cafe, { title: 'A page' }))
  const answer = await reply(world, bo, topic, 'An answer')
  const comment = await settled(world, max.comment(topic.uri, 'A comment'))
  await settled(world, bo.delete(answer))
  await settled(world, max.delete(comment))
  await settled(world, lia.delete(page))
  await assertAgree(scene)
  await settled(world, max.undelete(comment))
  await settled(world, lia.undelete(page))
  // A cache in front of the origin may have what was deleted a moment ago, so it is not asked at once.
  await world.pass('1m')
  await assertAgree(scene)
  await settled(world, ana.delete(topic))
  await assertAgree(scene)
})
