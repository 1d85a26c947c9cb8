/** One story over three servers, from the first topic to the end of a ban. */
import assert from 'node:assert/strict'
import { HOUR } from '../../../src/lib/durations.ts'
import { scenario } from '../../world/scenario.ts'
import { CAFE, reply, settled, threeServers } from './three-servers.ts'
import { assertAgree } from './views.ts'

scenario('after posts, votes, edits, removals, a ban and its end, three servers agree (FEP-1b12)', async (world) => {
  const scene = await threeServers(world)
  const { server, cafe, ana, bo, max, lia } = scene
  const topic = await settled(world, ana.post(`${CAFE} Which tea?\n\nGreen or black?`))
  const page = await settled(
    world,
    lia.post(cafe, { title: 'Welcome', text: 'Be kind.', link: 'https://page.test/tea' }),
  )
  const green = await reply(world, bo, topic, 'Green.')
  const black = await settled(world, max.comment(green.uri, 'Black!'))
  const rude = await reply(world, bo, black, 'Nonsense.')
  await settled(world, max.like(topic.uri))
  await settled(world, bo.favourite(await bo.find(topic.uri)))
  await settled(world, ana.favourite(await ana.find(page.id)))
  await settled(world, max.dislike(topic.uri))
  await settled(world, ana.edit(topic, `${CAFE} Which tea?\n\nGreen, black or white?`))
  await settled(world, max.edit(black, { text: 'Black, please.' }))
  await settled(world, lia.pin(page))
  await settled(world, lia.remove(rude.uri, 'rude'))
  await settled(world, lia.lock(topic.uri))
  await assertAgree(scene)

  await settled(world, lia.ban(cafe, ana.uri, { reason: 'too many teas', end: world.clock.now() + HOUR }))
  await assertAgree(scene)
  await world.pass('1h')
  await settled(world, ana.follow(CAFE))
  await settled(world, lia.unlock(topic.uri))
  await settled(world, lia.restore(rude.uri))
  await reply(world, ana, page, 'I am back.')
  await settled(world, max.delete(black))
  await settled(world, lia.unpin(page))
  await assertAgree(scene)
  assert.deepEqual(server.refused, [])
})
