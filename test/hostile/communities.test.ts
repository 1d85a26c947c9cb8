/** What a hostile community, its moderators and its members can do to people of other servers, and make ours do (FEP-1b12). */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
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

/** Ana joins the community. */
async function join({ lagoon, world, ana }: Scene, { den }: Den): Promise<void> {
  await ana.follow(den.handle)
  await world.settle()
  const follow = den.peer.receivedOf('Follow').find(({ object }) => object === den.id)
  await den.send(lagoon, den.accept(follow as Json))
  await world.settle()
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

hostile('bans that start and end in a loop notify ten times a day at most', async (scene) => {
  const { world, ana, mallory } = scene
  const home = await denOf(scene)
  const { den, announce } = home
  await ana.post('@den@evil.test hello')
  const told = new Set<string>()
  const banAndLift = async () => {
    const ban = mallory.block(ana.uri, { target: den.id, summary: 'buy at evil.test' })
    for (const activity of [ban, mallory.undo(ban)]) {
      await announce(activity)
      for (const { id } of await ana.notifications()) told.add(id)
    }
  }
  for (let n = 0; n < 10; n++) await banAndLift()
  assert.equal(told.size, 10)
  await world.pass('24h')
  await banAndLift()
  assert.equal(told.size, 12)
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

hostile('posts come back from a removal although their author has blocked the community by then', async (scene) => {
  const { ana, mallory } = scene
  const home = await denOf(scene)
  const { den, announce } = home
  await join(scene, home)
  const topics = [await ana.post('@den@evil.test one'), await ana.post('@den@evil.test two')]
  const [topic] = topics as [StatusEntity, StatusEntity]
  const reply = await ana.post('a reply', { in_reply_to_id: topic.id })
  for (const { uri } of topics) await announce({ ...mallory.note(''), id: uri })
  const replies = async () => (await ana.thread(topic)).descendants.length
  const ban = mallory.block(ana.uri, { target: den.id, removeData: true })
  await announce(ban)
  assert.equal(await replies(), 0)
  const { id } = await ana.findAccount(den.handle)
  await ana.api('POST', `/api/v1/accounts/${id}/block`)
  await announce({ ...mallory.undo(ban), restoreData: true })
  assert.equal(await replies(), 1, reply.uri)
})

hostile('the actor of a server decides nothing about communities of other servers', async (scene) => {
  const { world, ana, bo, lagoon, mallory, peer } = scene
  const cafe = await peer.actor('cafe', { type: 'Group' })
  await lagoon.app.remote.account(cafe.handle)
  const topic = bo.note('a topic', { to: [PUBLIC, cafe.id], audience: cafe.id })
  await bo.send(lagoon, bo.create(topic))
  await world.settle()
  const seen = await ana.find(topic.id)
  const reply = await ana.post('a reply', { in_reply_to_id: seen.id })
  // Its handle is on the other host, which confirms it, as for an account that has an alias there.
  const site = await mallory.peer.actor('site', { type: 'Application', webfinger: 'site@mastodon.test' })
  peer.pointHandle('site', site)
  assert.equal((await lagoon.app.remote.account('site@mastodon.test')).domain, 'mastodon.test')
  await mallory.send(lagoon, mallory.block(ana.uri, { target: site.id, removeData: true }))
  await world.settle()
  assert.equal((await ana.thread(seen)).descendants.length, 1, reply.uri)
  assert.deepEqual(await ana.notifications(), [])
})

/** All orders of these. */
function orders<T>(all: readonly T[]): T[][] {
  return all.length === 0
    ? [[]]
    : all.flatMap((one) => orders(all.filter((other) => other !== one)).map((rest) => [one, ...rest]))
}

hostile('a Like and its Undo, each sent and announced, leave no Like in any order (C9)', async (scene) => {
  const { ana, mallory, lagoon, world } = scene
  const { announce } = await denOf(scene)
  const post = await ana.post('hello')
  for (const order of orders(['Like', 'Undo', 'announced Like', 'announced Undo'])) {
    const like = mallory.like(post.uri)
    const undo = mallory.undo(like)
    for (const step of order) {
      const activity = step.endsWith('Undo') ? undo : like
      if (step.startsWith('announced')) await announce(activity)
      else await mallory.send(lagoon, activity)
      await world.settle()
    }
    assert.equal((await ana.view(post)).favourites_count, 0, order.join(', '))
  }
})

hostile('a community takes back no Like outside of its threads because its server serves none', async (scene) => {
  const { ana, bo, send } = scene
  const home = await denOf(scene)
  await join(scene, home)
  const post = await ana.post('hello')
  const like = bo.like(post.uri)
  await send(like)
  await home.announce(bo.undo(like))
  assert.equal((await ana.view(post)).favourites_count, 1)
})

hostile(
  'a reply that arrives before its parent is in the community of the thread, whatever it names',
  async (scene) => {
    const { world, lagoon, ana, bo, mallory, peer, send } = scene
    const { den } = await denOf(scene)
    const cafe = await peer.actor('cafe', { type: 'Group' })
    await lagoon.app.remote.account(cafe.handle)
    const topic = bo.note('a topic', { to: [PUBLIC, cafe.id], audience: cafe.id })
    peer.forget(topic.id)
    const named = { audience: den.id, to: [PUBLIC, ana.uri] }
    const reply = mallory.note('a reply', { ...named, inReplyTo: topic.id })
    const below = mallory.note('a reply to it', { ...named, inReplyTo: reply.id })
    for (const note of [reply, below]) {
      await world.clock.advance('1s')
      await mallory.send(lagoon, mallory.create(note))
      await world.settle()
    }
    await send(bo.create(topic))
    const communityOf = async (uri: string) => (await ana.view(await ana.find(uri))).community_id
    const expected = await communityOf(topic.id)
    assert.ok(expected)
    for (const uri of [reply.id, below.id]) assert.equal(await communityOf(uri), expected)
  },
)

hostile(
  'a document without an id, which a community announces by its address, is no activity of others',
  async (scene) => {
    const { lagoon, world, ana, bo, send, peer } = scene
    const home = await denOf(scene)
    await join(scene, home)
    const { den } = home
    const [post, note] = [await ana.post('hello'), bo.note('words of bo')]
    await send(bo.create(note))
    const seen = await ana.find(note.id)
    peer.serve(note.id, 503)
    const updated = new Date(world.clock.now()).toISOString()
    const forged = [bo.like(post.uri), bo.update({ ...note, content: '<p>forged</p>', updated }), bo.delete(note.id)]
    for (const { id: _, type, ...activity } of forged) {
      const address = den.mint('anonymous')
      // A collection needs no id.
      den.peer.serve(address, { ...activity, type: ['OrderedCollection', String(type)] })
      await world.clock.advance('1s')
      await den.send(lagoon, den.announce(address))
      await world.settle()
    }
    assert.equal((await ana.view(post)).favourites_count, 0)
    assert.match((await ana.view(seen)).content, /words of bo/)
  },
)

hostile('an announced activity of two types has no effect, and waits for nothing', async (scene) => {
  const { lagoon, ana, mallory } = scene
  const home = await denOf(scene)
  await join(scene, home)
  const post = await ana.post('@den@evil.test hello')
  const unknown = `${mallory.id}/statuses/404`
  await home.announce(
    { ...mallory.like(post.uri), type: ['Like', 'Delete'] },
    { ...mallory.like(unknown), type: ['Undo', 'Like'] },
  )
  assert.equal((await ana.view(post)).favourites_count, 0)
  const waiting = await lagoon.app.db.selectFrom('jobs').select('last_error').where('name', '=', 'receive').execute()
  assert.deepEqual(waiting, [])
})
