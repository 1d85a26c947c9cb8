/** BookWyrm's Comments and Reviews: types of its own, whose ids serve a Note or an Article to everybody. */
import assert from 'node:assert/strict'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

scenario('an Update in a type of the sender’s own is read as the Note that its id serves', async (world) => {
  const { bo, send, home, peer } = await followedPeer(world)
  const note = bo.note('half way through')
  await send(bo.create(note))
  await world.clock.advance('5s')
  const edited = bo.edited(note, 'edited (comment on The Reef)')
  await send(bo.update({ ...edited, type: 'Comment', content: '<p>edited</p>' }))
  assert.deepEqual(await home(), ['edited (comment on The Reef)'])
  const asked = peer.requests.length
  await send({ ...bo.create({ ...edited, type: 'Comment', content: '<p>edited</p>' }), id: bo.mint('creates') })
  assert.equal(peer.requests.length, asked, 'a post that is known is not fetched again')
  assert.deepEqual(await home(), ['edited (comment on The Reef)'])
})

scenario('a Create in a type of the sender’s own is read as well', async (world) => {
  const { bo, send, home } = await followedPeer(world)
  const note = bo.note('the pure form')
  await send(bo.create({ ...note, type: 'Rating', content: 'raw' }))
  assert.deepEqual(await home(), ['the pure form'])
  const typed = bo.note('two types', { type: ['Comment', 'Note'] })
  await send(bo.create(typed))
  assert.deepEqual(await home(), ['two types', 'the pure form'])
})

scenario('a type that is no post is asked for once in an hour', async (world) => {
  const { bo, send, home, peer } = await followedPeer(world)
  const lists = [1, 2, 3].map((n) => bo.note(`list ${n}`, { type: 'BookList' }))
  const asked = () => peer.requests.filter((request) => request.includes('/statuses/')).length
  for (const list of lists) await send(bo.create(list), bo.update(list))
  assert.deepEqual([asked(), await home()], [1, []])
  await world.clock.advance('61m')
  await send(bo.create(bo.note('list 4', { type: 'BookList' })))
  assert.equal(asked(), 2)
  await send(bo.update(bo.note('x', { type: 'Group' })), bo.create(bo.note('y', { type: 'Z'.repeat(101) })))
  assert.equal(asked(), 2)
})

scenario('a Create that must be fetched is news like one that was sent whole (C10, A-44)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const mention = { tag: [{ type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }], cc: [ana.uri] }
  const parent = bo.note('a parent nobody here has seen')
  const comment = bo.note('hey @ana', { ...mention, inReplyTo: parent.id })
  await send(bo.create({ ...comment, type: 'Comment' }))
  await send({ ...bo.create(comment), id: bo.mint('creates') })
  const bare = bo.note('only its id is sent', mention)
  await send({ ...bo.create(bare), object: bare.id })
  assert.deepEqual(await ana.notified(), ['mention bo@mastodon.test', 'mention bo@mastodon.test'])
  const { ancestors } = await ana.thread(await ana.find(comment.id))
  assert.deepEqual(ancestors.map(textOf), ['a parent nobody here has seen'])
})

scenario('a Create that names a post of another server notifies nobody', async (world) => {
  const { ana, bo, send, home } = await followedPeer(world)
  const cy = await (await world.peer('reef.test')).actor('cy')
  const note = cy.note('old', { tag: [{ type: 'Mention', href: ana.uri }], cc: [ana.uri] })
  await send({ ...bo.create(note), id: bo.mint('creates'), object: note.id })
  assert.deepEqual(await ana.notified(), [])
  assert.deepEqual(await home(), [])
})
