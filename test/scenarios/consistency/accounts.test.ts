/** Concurrent writers, receipts of activities, and actors (C12, C13, C17, C18). */
import assert from 'node:assert/strict'
import { MINUTE, SECOND } from '../../../src/lib/durations.ts'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { followedPeer } from '../followed-peer.ts'

scenario('concurrent activities about one object end in one consistent state (C12)', async (world) => {
  const { lagoon, ana, bo, home } = await followedPeer(world)
  const note = bo.note('one')
  await world.clock.advance('1m')
  const edits = [1, 2, 3, 4].map((n) => bo.edited(note, `edit ${n}`, { updated: world.clock.iso(n * SECOND) }))
  const activities = [bo.create(note), ...edits.map((edit) => bo.update(edit)), bo.create(note, { id: bo.mint('x') })]
  await world.clock.advance('1m')
  await Promise.all(activities.map((activity) => bo.send(lagoon, activity)))
  await world.settle()
  assert.deepEqual(await home(), ['edit 4'])
  const post = await ana.post('like me')
  await Promise.all([1, 2, 3, 4, 5].map(() => bo.send(lagoon, bo.like(post.uri))))
  await world.settle()
  assert.equal((await ana.view(post)).favourites_count, 1)
  assert.deepEqual(await ana.notified(), ['favourite bo@mastodon.test'])
})

scenario('an activity is durable before it is answered with 202 (C13)', async (world) => {
  const { lagoon, bo, home } = await followedPeer(world)
  const { status } = await bo.post(lagoon, bo.create(bo.note('durable')))
  assert.equal(status, 202)
  const waiting = await lagoon.app.db.selectFrom('jobs').select('id').where('name', '=', 'receive').execute()
  assert.equal(waiting.length, 1)
  await world.crash(lagoon)
  await world.settle()
  assert.deepEqual(await home(), ['durable'])
})

scenario('an activity that arrives several times is processed once (C13)', async (world) => {
  const { lagoon, ana, bo } = await followedPeer(world)
  const create = bo.create(bo.note('hello', { tag: [{ type: 'Mention', href: ana.uri }], cc: [ana.uri] }))
  for (let n = 0; n < 3; n++) await bo.send(lagoon, create)
  await world.settle()
  assert.deepEqual(await ana.notified(), ['mention bo@mastodon.test'])
})

scenario('a profile older than the stored one is ignored (C17)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  await world.clock.advance('1h')
  const [older, newer] = [world.clock.iso(-MINUTE), world.clock.iso()]
  bo.changes = { name: 'Newer', updated: newer }
  await send(bo.update(bo.document))
  await send(bo.update({ ...bo.document, name: 'Older', updated: older }))
  assert.equal((await ana.findAccount(bo.handle)).display_name, 'Newer')
})

scenario('a profile older than a day is refreshed when an activity of its actor arrives (C17)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  bo.changes = { name: 'Changed without a word' }
  await world.pass('50h')
  await send(bo.create(bo.note('hello again')))
  await world.settle()
  assert.equal((await ana.findAccount(bo.handle)).display_name, 'Changed without a word')
})

scenario('if two actors claim one handle, the one confirmed by WebFinger has it (C17)', async (world) => {
  const { peer, lagoon, ana, bo, send } = await followedPeer(world)
  const impostor = await peer.actor('imp', { preferredUsername: 'bo' })
  await impostor.post(lagoon, impostor.follow(ana.uri))
  await world.settle()
  assert.equal((await ana.findAccount(bo.handle)).uri, bo.id)
  await send(bo.create(bo.note('still me')))
  assert.deepEqual(
    (await ana.home()).map(({ account }) => account.uri),
    [bo.id],
  )
})

scenario('an actor to which WebFinger reassigns a handle takes it from the former owner (C17)', async (world) => {
  const { peer, lagoon, ana, bo, home, send } = await followedPeer(world)
  await send(bo.create(bo.note('the first bo')))
  const second = await peer.actor('second', { preferredUsername: 'bo' })
  peer.pointHandle('bo', second)
  bo.changes = { preferredUsername: 'first' }
  await world.pass('8d')
  await second.send(lagoon, second.follow(ana.uri))
  await world.settle()
  assert.equal((await ana.findAccount(bo.handle)).uri, second.id)
  assert.deepEqual(await home(), ['the first bo'])
})

scenario('a new key is fetched once, and the old one is rejected from then on (C17)', async (world) => {
  const { lagoon, bo, send, home } = await followedPeer(world)
  await send(bo.create(bo.note('with the first key')))
  const old = bo.keys
  await world.pass('2h')
  bo.keys = await world.keys.rsa()
  await send(bo.create(bo.note('with the second key')))
  assert.deepEqual(await home(), ['with the second key', 'with the first key'])
  await world.pass('2h')
  const now = bo.keys
  const stolen = bo.create(bo.note('with a stolen key'))
  bo.keys = old
  const sending = bo.post(lagoon, stolen)
  bo.keys = now
  assert.equal((await sending).status, 401)
  await world.settle()
  assert.equal((await home()).length, 2)
})

scenario('deleting an actor deletes everything it posted and did (C18)', async (world) => {
  const { peer, lagoon, ana, bo, send, home } = await followedPeer(world)
  const post = await ana.post('hello')
  await send(bo.create(bo.note('goodbye')), bo.follow(ana.uri), bo.like(post.uri), bo.announce(post.uri))
  peer.serve(bo.id, 410)
  await send(bo.delete(bo.id))
  await world.pass('1m', 3)
  assert.deepEqual(await home(), ['hello'])
  const now = await ana.view(post)
  assert.deepEqual([now.favourites_count, now.reblogs_count], [0, 0])
  const me = await ana.findAccount(ana)
  assert.deepEqual([me.followers_count, me.following_count], [0, 0])
  assert.deepEqual((await ana.search(bo.handle, { resolve: 'false' })).accounts, [])
  await bo.post(lagoon, bo.create(bo.note('from beyond')))
  await world.settle()
  assert.deepEqual((await ana.home()).map(textOf), ['hello'])
})

scenario('an actor cannot delete the account of another (C18)', async (world) => {
  const { lagoon, ana, bo } = await followedPeer(world)
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  await mallory.post(lagoon, { ...mallory.delete(bo.id), object: bo.id })
  await mallory.post(lagoon, { ...bo.delete(bo.id) })
  await world.settle()
  assert.equal((await ana.relationship(bo.handle)).following, true)
})
