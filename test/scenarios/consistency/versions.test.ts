/** Which version of an object wins (C4, C5, C6, C7, C10, C16). */
import assert from 'node:assert/strict'
import { DAY } from '../../../src/lib/durations.ts'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { followedPeer } from '../followed-peer.ts'

scenario('the newest version wins, in whatever order they arrive (C4)', async (world) => {
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

scenario('the same version again is not an edit (C4)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const note = bo.note('one')
  await world.clock.advance('1m')
  const edited = bo.edited(note, 'two')
  await send(bo.create(note), bo.update(edited), bo.update(edited, { id: bo.mint('updates') }))
  const copy = await ana.find(note.id)
  const history = await ana.call('GET', `/api/v1/statuses/${copy.id}/history`)
  assert.equal(history.length, 2)
})

scenario('an Update with new content and no newer time causes a fetch (C5)', async (world) => {
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

scenario('a time in the far future does not block later edits (C6)', async (world) => {
  const { ana, bo, send, home } = await followedPeer(world)
  const note = bo.note('one')
  await send(bo.create(note))
  await world.clock.advance('1m')
  await send(bo.update(bo.edited(note, 'two', { updated: '9999-12-31T23:59:59Z' })))
  assert.deepEqual(await home(), ['two'])
  await world.clock.advance('5m')
  await send(bo.update(bo.edited(note, 'three')))
  assert.deepEqual(await home(), ['three'])
  const future = bo.note('from tomorrow', { published: world.clock.iso(30 * DAY) })
  await send(bo.create(future))
  const copy = await ana.find(future.id)
  assert.ok(Date.parse(copy.created_at) <= world.clock.now(), copy.created_at)
})

scenario('the seconds of our own edits strictly increase (C7)', async (world) => {
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

scenario('an Update of an unknown post by a followed account stores the post (C10)', async (world) => {
  const { bo, send, home } = await followedPeer(world)
  const note = bo.note('one')
  await world.clock.advance('3d')
  await send(bo.update(bo.edited(note, 'two')))
  assert.deepEqual(await home(), ['two'])
  await send(bo.create(note))
  assert.deepEqual(await home(), ['two'], 'the late Create changes nothing')
})

scenario('an Update of an unknown post by an unknown account stores nothing (C10)', async (world) => {
  const { lagoon, ana } = await followedPeer(world)
  const eve = await (await world.peer('stranger.test')).actor('eve')
  const note = eve.note('one')
  await world.clock.advance('2d')
  await eve.send(lagoon, eve.update(eve.edited(note, 'two')))
  await world.settle()
  const { statuses } = await ana.search(note.id, { resolve: 'false' })
  assert.deepEqual(statuses, [])
})

scenario('an Update can narrow the audience of a post, but only the origin can widen it (C16)', async (world) => {
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
