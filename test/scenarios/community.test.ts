/** A community on a scripted peer announces what its members do elsewhere (FEP-1b12). */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

scenario('an announced edit or deletion counts as far as the origin confirms it (A-30, C14)', async (world) => {
  const { ana, bo: tea, send } = await followedPeer(world)
  tea.changes = { type: 'Group' }
  const home = await world.peer('reef.test')
  const cy = await home.actor('cy')
  const relay = (activity: Json) => send(tea.announce('', { object: activity }))
  const [post, kept] = [cy.note('first words'), cy.note('kept')]
  await relay(cy.create(post))
  await relay(cy.create(kept))
  const seen = await ana.find(post.id)

  await relay(cy.update({ ...post, content: '<p>words of the community</p>' }))
  assert.equal(textOf(await ana.view(seen)), 'first words')
  await relay(cy.update(cy.edited(post, 'second words')))
  assert.equal(textOf(await ana.view(seen)), 'second words')

  home.serve(post.id, 404)
  await relay(cy.delete(post.id))
  await relay(cy.delete(kept.id))
  assert.equal(await ana.viewCode(seen), 404)
  assert.equal(textOf(await ana.find(kept.id)), 'kept')
})

scenario('the thread above an announced reply is fetched (A-44)', async (world) => {
  const { ana, bo: tea, send } = await followedPeer(world)
  const cy = await (await world.peer('reef.test')).actor('cy')
  const topic = cy.note('a topic')
  const answer = cy.note('an answer', { inReplyTo: topic.id })
  const reply = cy.note('a reply', { inReplyTo: answer.id })
  await send(tea.announce('', { object: cy.create(reply) }))
  const { ancestors } = await ana.thread(await ana.find(reply.id))
  assert.deepEqual(ancestors.map(textOf), ['a topic', 'an answer'])
})

scenario('a community without followers here causes no requests (A-09)', async (world) => {
  const { ana, bo: tea, send } = await followedPeer(world)
  const home = await world.peer('reef.test')
  const cy = await home.actor('cy')
  const post = cy.note('first words')
  const seen = await ana.find(post.id)
  await ana.unfollow(tea.handle)
  await world.settle()
  const before = home.requests.length
  await send(tea.announce('', { object: cy.update(cy.edited(post, 'second words')) }))
  assert.equal(home.requests.length, before)
  assert.equal(textOf(await ana.view(seen)), 'first words')
})
