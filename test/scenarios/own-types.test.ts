/** BookWyrm's Comments and Reviews: types of its own, whose ids serve a Note or an Article to everybody. */
import assert from 'node:assert/strict'
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
