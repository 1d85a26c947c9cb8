/** Private messages and private posts that others forge, announce, edit, or answer beside hostile communities. */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import { MINUTE } from '../../src/lib/durations.ts'
import { lemmyPeer } from '../scenarios/lemmy-peer.ts'
import type { Json } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import { hostile } from './scene.ts'

/** A Lemmy with a community and a member, and an attacker on another server. */
async function setting(world: World) {
  const lemmy = await lemmyPeer(world)
  const { lagoon, peer } = lemmy
  const den = await peer.actor('den', { type: 'Group' })
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  const cy = await lagoon.user('cy')
  for (const { handle } of [den, lemmy.lia, mallory]) await cy.follow(handle)
  await world.settle()
  for (const actor of [den, lemmy.lia, mallory])
    for (const follow of actor.peer.receivedOf('Follow').filter(({ object }) => object === actor.id))
      await actor.send(lagoon, actor.accept(follow))
  await world.settle()
  /** Sends what may be refused. */
  const tryAs = async (actor: PeerActor, ...activities: Json[]) => {
    for (const activity of activities) {
      await world.clock.advance('1s')
      await actor.post(lagoon, activity)
      await world.settle()
    }
  }
  return { ...lemmy, den, mallory, cy, tryAs }
}

scenario('nobody writes, edits, deletes or brings back the private messages of others', async (world) => {
  const { ana, lia, mallory, message, send, tryAs } = await setting(world)
  const hello = message('hello')
  const updated = new Date(world.clock.now() + MINUTE).toISOString()
  const forged = { ...hello, content: '<p>forged</p>', updated }
  await tryAs(
    mallory,
    mallory.create(message('forged')),
    mallory.create(message('forged', { attributedTo: mallory.id })),
  )
  await tryAs(mallory, mallory.create({ ...message('forged'), id: mallory.mint('message') }), mallory.update(forged))
  assert.deepEqual(await ana.notified(), [])
  await send(lia.create(hello))
  const seen = await ana.find(hello.id)
  const announced = mallory.announce('', { object: lia.update(forged) })
  await tryAs(mallory, mallory.update(forged), announced, mallory.delete(hello.id), mallory.undo(lia.create(hello)))
  assert.equal(textOf(await ana.view(seen)), 'hello')
  await send(lia.delete(hello.id))
  await tryAs(mallory, mallory.undo(lia.delete(hello.id)), mallory.update(forged), mallory.create(forged))
  assert.equal(await ana.viewCode(seen), 404)
})

scenario('a private message is boosted by nobody, and quoted by nobody', async (world) => {
  const { lagoon, ana, lia, den, mallory, cy, message, send, tryAs } = await setting(world)
  const secret = message('secret words')
  const unsent = message('unsent secret')
  await send(lia.create(secret))
  await tryAs(den, den.announce(secret.id), den.announce('', { object: secret }), den.announce('', { object: unsent }))
  await tryAs(lia, lia.announce(secret.id), den.announce(unsent.id))
  const quoting = mallory.note('look', { quote: secret.id, quoteUrl: secret.id, inReplyTo: secret.id })
  await tryAs(mallory, mallory.announce(secret.id), mallory.create(quoting))
  const seen = await ana.find(secret.id)
  for (const visibility of ['public', 'unlisted', 'private'])
    await ana.api('POST', '/api/v1/statuses', { status: 'a quote', visibility, quoted_status_id: seen.id })
  assert.doesNotMatch(JSON.stringify([await cy.home(), await cy.thread(await cy.find(quoting.id))]), /secret/)
  const page = await lagoon.answer(new Request(`${lagoon.origin}/api/v1/timelines/public`))
  assert.doesNotMatch(await page.text(), /secret/)
})

scenario(
  'a public post that its author turns into a private message can still come back from its origin',
  async (world) => {
    const { cy, lia, message, send } = await setting(world)
    const note = lia.note('for all')
    await send(lia.create(note))
    const { to } = message('')
    await world.clock.advance('1m')
    const seen = await cy.find(note.id)
    await send(lia.update({ ...note, type: 'ChatMessage', to, updated: world.clock.iso() }))
    assert.equal(await cy.viewCode(seen), 404)
    await send(lia.delete(note.id))
    await send(lia.undo(lia.delete(note.id, { id: lia.mint('deletes') })))
    await world.pass('1h')
    assert.deepEqual((await cy.statusesOf(lia.handle)).map(textOf), ['for all'])
  },
)

hostile('a community is told of nothing that is private in its threads, whatever the audience says', async (scene) => {
  const { world, lagoon, ana, bo, mallory, send } = scene
  const den = await mallory.peer.actor('den', { type: 'Group' })
  await lagoon.app.remote.account(den.handle)
  const topic = bo.note('topic', { to: [PUBLIC, den.id], cc: [bo.followers], audience: den.id })
  await send(bo.create(topic))
  const seen = await ana.find(topic.id)
  const inThread = async (to: StatusEntity, visibility: 'private' | 'direct') => {
    const reply = await ana.reply(to, 'private words', { visibility })
    await ana.edit(reply, 'other private words')
    await ana.interact(reply, 'favourite')
    const below = await ana.reply(reply, 'below it')
    for (const one of [below, reply]) await ana.delete(one)
    for (const action of ['favourite', 'unfavourite']) await ana.interact(to, action)
    await world.settle()
  }
  // The Like of a public topic is for the community.
  await ana.interact(seen, 'favourite')
  await world.settle()
  assert.deepEqual(
    den.peer.received.map(({ activity }) => activity.type),
    ['Like'],
  )
  den.peer.received.length = 0
  await ana.interact(seen, 'unfavourite')
  await world.settle()
  den.peer.received.length = 0
  for (const note of [
    bo.note('private reply', { to: [bo.followers, ana.uri], cc: [den.id], audience: den.id, inReplyTo: topic.id }),
    bo.note('private topic', { to: [bo.followers, den.id], cc: [], audience: den.id }),
  ]) {
    await send(bo.create(note))
    for (const visibility of ['private', 'direct'] as const) await inThread(await ana.find(note.id), visibility)
  }
  await world.clock.advance('1m')
  await send(bo.update(bo.edited(topic, 'now private', { to: [bo.followers], cc: [], audience: den.id })))
  assert.equal((await ana.view(seen)).visibility, 'private')
  await inThread(seen, 'private')
  assert.deepEqual(
    den.peer.received.map(({ activity }) => activity.type),
    [],
  )
})
