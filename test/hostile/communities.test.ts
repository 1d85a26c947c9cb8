/** What a hostile community, its moderators and its members can do to people of other servers, and make ours do (FEP-1b12). */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'

import { hostile, type Scene } from './scene.ts'

interface Den {
  /** A community on mallory's server, known here. */
  den: PeerActor
  announce(...objects: Json[]): Promise<void>
}

async function denOf({ lagoon, world, mallory }: Scene, name = 'den'): Promise<Den> {
  const den = await mallory.peer.actor(name, { type: 'Group' })
  await lagoon.app.remote.account(den.handle)
  const announce = async (...objects: Json[]) => {
    for (const object of objects) {
      await world.clock.advance('1s')
      await den.send(lagoon, den.announce('', { object }))
      await world.settle()
    }
  }
  return { den, announce }
}

hostile('an update of the community is no pretext to undo what people elsewhere did', async (scene) => {
  const { ana, bo, send } = scene
  const { den, announce } = await denOf(scene)
  const post = await ana.post('hello')
  const like = bo.like(post.uri)
  await send(like)
  assert.equal((await ana.view(post)).favourites_count, 1)
  for (const type of [['Like', 'Update'], ['Update', 'Like'], 'Update'])
    await announce(bo.undo({ ...like, type, object: den.id }))
  assert.equal((await ana.view(post)).favourites_count, 1)
})

hostile('a community without followers makes us fetch nothing by updating itself (A-09)', async (scene) => {
  const { world } = scene
  const { den, announce } = await denOf(scene)
  const victim = await world.peer('victim.test')
  for (let n = 0; n < 5; n++) {
    const actor = `${victim.origin}/users/x${n}`
    await announce({ id: `${actor}/update`, type: 'Update', actor, object: { ...den.document, name: `den ${n}` } })
  }
  assert.deepEqual(victim.requests, [])
})

hostile('bans from communities that a person never took part in notify nobody', async (scene) => {
  const { world, ana, mallory, lagoon } = scene
  for (let n = 0; n < 5; n++) {
    const { den, announce } = await denOf(scene, `den${n}`)
    await announce(mallory.block(ana.uri, { target: den.id, summary: 'buy at evil.test' }))
  }
  const site = await mallory.peer.actor('site', { type: 'Application' })
  await world.clock.advance('1s')
  await mallory.send(lagoon, mallory.block(ana.uri, { target: site.id, summary: 'buy at evil.test' }))
  await world.settle()
  assert.deepEqual(
    (await ana.notifications()).map((one) => one.type),
    [],
  )
})

hostile('a reply brings no thread of others into a community, in whatever order it arrives', async (scene) => {
  const { ana, mallory, lagoon, world } = scene
  const { den, announce } = await denOf(scene)
  const topic = await ana.post('my thread')
  const send = async (activity: Json) => {
    await world.clock.advance('1s')
    await mallory.send(lagoon, activity)
    await world.settle()
  }
  const note = (inReplyTo: string) => mallory.note('a reply', { inReplyTo, audience: den.id, to: [PUBLIC, ana.uri] })
  const middle = note(topic.uri)
  const inner = note(middle.id)
  const innermost = note(inner.id)
  // The parents come last.
  mallory.peer.forget(middle.id)
  mallory.peer.forget(inner.id)
  for (const one of [innermost, inner, middle]) await send(mallory.create(one))
  await announce({ ...mallory.like(topic.uri), type: 'Lock' })
  const { locked, community_id } = await ana.view(topic)
  assert.deepEqual([locked, community_id], [false, undefined])
  await ana.post('mine', { in_reply_to_id: topic.id })
  await world.settle()
  assert.deepEqual(den.peer.receivedOf('Create'), [])
})
