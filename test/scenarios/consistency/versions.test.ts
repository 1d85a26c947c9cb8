/** C4, C5, C6, C7, C10, C16: which version of an object stands. */
import assert from 'node:assert/strict'
import { DAY } from '../../../src/lib/durations.ts'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { followedPeer } from '../followed-peer.ts'

scenario('C4: the newer version stands, in whichever order they come', async (world) => {
  const { ana, bo, send, home } = await followedPeer(world)
  const note = bo.note('one')
  await world.clock.advance('1m')
  const second = bo.edited(note, 'two')
  await world.clock.advance('1m')
  const third = bo.edited(note, 'three')
  await send(bo.create(note), bo.update(third), bo.update(second))
  assert.deepEqual(await home(), ['three'])
  const copy = await ana.find(note.id)
  assert.equal(copy.edited_at, new Date(third.updated as string).toISOString())
  const history = await ana.call('GET', `/api/v1/statuses/${copy.id}/history`)
  assert.deepEqual(history.map(textOf), ['one', 'three'])
})

scenario('C4: the same version again is no edit', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const note = bo.note('one')
  await world.clock.advance('1m')
  const edited = bo.edited(note, 'two')
  await send(bo.create(note), bo.update(edited), bo.update(edited, { id: bo.mint('updates') }))
  const copy = await ana.find(note.id)
  const history = await ana.call('GET', `/api/v1/statuses/${copy.id}/history`)
  assert.equal(history.length, 2)
})

scenario('C5: a change without a time is looked up at its origin', async (world) => {
  const { peer, bo, send, home } = await followedPeer(world)
  const note = bo.note('one')
  await send(bo.create(note))
  const changed = { ...note, content: '<p>two</p>' }
  peer.serve(note.id, changed)
  const before = peer.requests.length
  await send(bo.update(changed))
  assert.equal(peer.requests.slice(before).includes(`GET ${new URL(note.id).pathname}`), true)
  assert.deepEqual(await home(), ['two'])
})

scenario('C6: a time in the far future does not lock out later edits', async (world) => {
  const { ana, bo, send, home } = await followedPeer(world)
  const note = bo.note('one')
  await send(bo.create(note))
  await world.clock.advance('1m')
  await send(bo.update(bo.edited(note, 'two', { updated: '9999-12-31T23:59:59Z' })))
  assert.deepEqual(await home(), ['two'])
  await world.clock.advance('5m')
  await send(bo.update(bo.edited(note, 'three')))
  assert.deepEqual(await home(), ['three'])
  const prophecy = bo.note('from tomorrow', { published: world.clock.iso(30 * DAY) })
  await send(bo.create(prophecy))
  const copy = await ana.find(prophecy.id)
  assert.ok(Date.parse(copy.created_at) <= world.clock.now(), copy.created_at)
})

scenario('C7: our own edits carry strictly increasing seconds', async (world) => {
  const { peer, ana, bo, send } = await followedPeer(world)
  await send(bo.follow(ana.uri))
  const post = await ana.post('one')
  await world.settle()
  for (const text of ['two', 'three', 'four']) {
    await ana.edit(post, text)
    await world.settle()
  }
  const times = peer.receivedOf('Update').map(({ object }) => (object as { updated: string }).updated)
  assert.equal(times.length, 3)
  for (const time of times) assert.match(time, /:\d\d(\.000)?Z$/, 'whole seconds')
  const seconds = times.map((time) => Math.floor(Date.parse(time) / 1000))
  assert.deepEqual([...new Set(seconds)].sort(), seconds)
  assert.ok((seconds[0] as number) > Math.floor(Date.parse(post.created_at) / 1000))
})

scenario('C10: an edit of an unknown post by somebody followed brings it', async (world) => {
  const { bo, send, home } = await followedPeer(world)
  const note = bo.note('one')
  await world.clock.advance('3d')
  await send(bo.update(bo.edited(note, 'two')))
  assert.deepEqual(await home(), ['two'])
  await send(bo.create(note))
  assert.deepEqual(await home(), ['two'], 'the Create that comes late changes nothing')
})

scenario('C10: an edit of an unknown post by nobody we know brings nothing', async (world) => {
  const { lagoon, ana } = await followedPeer(world)
  const stranger = await (await world.peer('stranger.test')).actor('eve')
  const note = stranger.note('one')
  await world.clock.advance('2d')
  await stranger.send(lagoon, stranger.update(stranger.edited(note, 'two')))
  await world.settle()
  const { statuses } = await ana.search(note.id, { resolve: 'false' })
  assert.deepEqual(statuses, [])
})

scenario('C16: a pushed edit may narrow who sees a post, only the origin may widen it', async (world) => {
  const { lagoon, peer, ana, bo, send } = await followedPeer(world)
  const cy = await lagoon.user('cy')
  const note = bo.note('for friends', { to: [bo.followers], cc: [] })
  await send(bo.create(note))
  const [copy] = await ana.home()
  assert.equal(await cy.viewCode(copy as { id: string }), 404)
  await world.clock.advance('1m')
  peer.serve(note.id, note)
  const widened = { ...note, to: ['https://www.w3.org/ns/activitystreams#Public'], updated: world.clock.iso() }
  await send(bo.update(widened))
  assert.equal(await cy.viewCode(copy as { id: string }), 404, 'a replay must not widen')

  const open = bo.note('for all')
  await send(bo.create(open))
  const openCopy = await cy.find(open.id)
  await world.clock.advance('1m')
  await send(bo.update(bo.edited(open, 'for friends now', { to: [bo.followers], cc: [] })))
  assert.equal(await cy.viewCode(openCopy), 404)
  assert.equal(await ana.viewCode(openCopy), 200)
})
