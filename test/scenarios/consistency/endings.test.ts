/** Deletions, Undo, and interactions identified by actor and target (C8, C9, C11, C14, C15). */
import assert from 'node:assert/strict'
import { scenario } from '../../world/scenario.ts'
import { followedPeer } from '../followed-peer.ts'

scenario('a deleted post stays deleted (C8)', async (world) => {
  const { peer, ana, bo, send, home } = await followedPeer(world)
  const note = bo.note('short-lived')
  await send(bo.create(note))
  peer.serve(note.id, 410)
  await send(bo.delete(note.id))
  await world.clock.advance('1m')
  const late = { ...note, content: '<p>back from the dead</p>', updated: world.clock.iso() }
  await send(bo.update(late), bo.create(note, { id: bo.mint('creates') }), bo.announce(note.id))
  assert.deepEqual(await home(), [])
  assert.deepEqual((await ana.search(note.id)).statuses, [])
})

scenario('neither another server nor a neighbour of the author can delete a post (C8)', async (world) => {
  const { lagoon, bo, send, home } = await followedPeer(world)
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  const neighbour = await bo.peer.actor('cy')
  const note = bo.note('mine')
  await send(bo.create(note))
  await mallory.post(lagoon, mallory.delete(note.id, { id: mallory.mint('deletes') }))
  await neighbour.post(lagoon, neighbour.delete(note.id))
  await world.settle()
  assert.deepEqual(await home(), ['mine'])
})

scenario('a Delete that arrives before its post wins (C9)', async (world) => {
  const { peer, ana, bo, send, home } = await followedPeer(world)
  const note = bo.note('never seen')
  peer.serve(note.id, 410)
  await send(bo.delete(note.id), bo.create(note))
  assert.deepEqual(await home(), [])
  assert.deepEqual((await ana.search(note.id, { resolve: 'false' })).statuses, [])
})

scenario('a Delete from another server leaves no tombstone (C9)', async (world) => {
  const { lagoon, bo, send, home } = await followedPeer(world)
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  const note = bo.note('still to come')
  await mallory.post(lagoon, mallory.delete(note.id, { id: mallory.mint('deletes') }))
  await world.settle()
  await send(bo.create(note))
  assert.deepEqual(await home(), ['still to come'])
})

scenario('an Undo that arrives before its activity cancels it, once (C9)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const post = await ana.post('like me')
  const like = bo.like(post.uri)
  await send(bo.undo(like), like)
  assert.equal((await ana.view(post)).favourites_count, 0)
  await send(bo.like(post.uri))
  assert.equal((await ana.view(post)).favourites_count, 1, 'only the undone Like is cancelled')
})

scenario('an Undo that matched is not remembered, since Misskey reuses ids of follows (C9)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const follow = bo.follow(ana.uri, { id: `${bo.peer.origin}/follows/bo/ana` })
  await send(follow, bo.undo(follow), follow)
  assert.equal((await ana.relationship(bo.handle)).followed_by, true)
})

scenario('an early Undo is forgotten after six hours (C9)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const post = await ana.post('like me')
  const like = bo.like(post.uri)
  await send(bo.undo(like))
  await world.pass('7h')
  await send(like)
  assert.equal((await ana.view(post)).favourites_count, 1)
})

scenario('likes, boosts, follows and blocks are identified by actor and target, not by id (C11)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const post = await ana.post('popular')
  await send(bo.like(post.uri), bo.like(post.uri), bo.announce(post.uri), bo.announce(post.uri))
  await send(bo.follow(ana.uri), bo.follow(ana.uri))
  const now = await ana.view(post)
  assert.deepEqual([now.favourites_count, now.reblogs_count], [1, 1])
  assert.equal((await ana.findAccount(ana)).followers_count, 1)
  assert.equal(bo.peer.receivedOf('Accept').length, 2, 'each Follow is accepted under its own id')
  const accepted = bo.peer
    .receivedOf('Accept')
    .map(({ object }) => (typeof object === 'string' ? object : (object as { id: string }).id))
  assert.equal(new Set(accepted).size, 2)
  await send(bo.undo(bo.like(post.uri)), bo.undo(bo.announce(post.uri)), bo.undo(bo.follow(ana.uri)))
  const after = await ana.view(post)
  assert.deepEqual([after.favourites_count, after.reblogs_count], [0, 0], 'undone by actor and target')
  assert.equal((await ana.findAccount(ana)).followers_count, 0)
  await send(bo.block(ana.uri), bo.block(ana.uri))
  assert.equal((await ana.relationship(bo.handle)).blocked_by, true)
  await send(bo.undo(bo.block(ana.uri)))
  assert.equal((await ana.relationship(bo.handle)).blocked_by, false)
})

scenario('an unproven forwarded activity is fetched from its origin (C14)', async (world) => {
  const { lagoon, ana, bo, home } = await followedPeer(world)
  const other = await world.peer('third.test')
  const relay = await other.actor('relay')
  const note = bo.note('carried by somebody else')
  const { status } = await bo.post(lagoon, bo.create(note), { as: relay })
  assert.ok(status === 401 || status === 403 || status === 202, 'a signature by another actor does not count for bo')
  await relayed(relay, lagoon.origin, bo.create(note))
  await world.settle()
  assert.deepEqual((await ana.search(note.id, { resolve: 'false' })).statuses.length <= 1, true)
  for (const text of await home()) assert.equal(text, 'carried by somebody else')
})

scenario('a forwarded Delete takes effect only if the origin confirms it (C14)', async (world) => {
  const { lagoon, peer, bo, send, home } = await followedPeer(world)
  const relay = await (await world.peer('third.test')).actor('relay')
  const [kept, gone] = [bo.note('kept'), bo.note('gone')]
  await send(bo.create(kept), bo.create(gone))
  peer.serve(gone.id, 410)
  await relayed(relay, lagoon.origin, bo.delete(kept.id))
  await relayed(relay, lagoon.origin, bo.delete(gone.id))
  await world.settle()
  assert.deepEqual(await home(), ['kept'])
})

scenario('a refetch follows what the origin answers (C15)', async (world) => {
  const { peer, ana, bo, send, home } = await followedPeer(world)
  const names = ['gone', 'missing', 'forbidden', 'broken', 'moved'] as const
  const notes = Object.fromEntries(names.map((name) => [name, bo.note(name)])) as Record<
    (typeof names)[number],
    ReturnType<typeof bo.note>
  >
  for (const note of Object.values(notes)) await send(bo.create(note))
  peer.serve(notes.gone.id, 410)
  peer.serve(notes.missing.id, 404)
  peer.serve(notes.forbidden.id, 403)
  peer.serve(notes.broken.id, 503)
  peer.serve(notes.moved.id, () => Response.redirect('https://evil.test/else', 302))
  const refetchAll = async () => {
    for (const note of Object.values(notes)) await send(bo.update({ ...note, content: '<p>hint</p>' }))
  }
  await refetchAll()
  assert.deepEqual((await home()).sort(), ['broken', 'forbidden', 'missing', 'moved'])
  await world.pass('70m')
  await refetchAll()
  assert.deepEqual(
    (await home()).sort(),
    ['broken', 'forbidden', 'moved'],
    'missing: two 404s, more than an hour apart',
  )
  const cy = await ana.server.user('cy')
  const forbidden = (await ana.home()).find(({ uri }) => uri === notes.forbidden.id)
  assert.equal(await cy.viewCode(forbidden as { id: string }), 404, 'after a 403, only entitled accounts see the copy')
})

scenario('a narrowed copy becomes public again once its origin serves it (C15)', async (world) => {
  const { peer, ana, bo, send } = await followedPeer(world)
  const [pushed, scheduled] = [bo.note('pushed'), bo.note('scheduled')]
  const cy = await ana.server.user('cy')
  await send(bo.create(pushed), bo.create(scheduled))
  const ids = (await ana.home()).map(({ id }) => ({ id }))
  const seen = () => Promise.all(ids.map((one) => cy.viewCode(one)))
  assert.deepEqual(await seen(), [200, 200])
  for (const note of [pushed, scheduled]) {
    peer.serve(note.id, 403)
    await send(bo.update({ ...note, content: '<p>hint</p>' }))
  }
  assert.deepEqual(await seen(), [404, 404])
  await send(bo.update({ ...pushed, content: '<p>hint</p>' }), bo.create(pushed))
  assert.deepEqual(await seen(), [404, 404], 'a delivered activity cannot widen an audience (C16)')
  peer.serve(pushed.id, pushed)
  await send(bo.update({ ...pushed, content: '<p>hint</p>' }))
  assert.deepEqual((await seen()).sort(), [200, 404], 'refetched because of an Update')
  await world.pass('25h')
  assert.deepEqual((await seen()).sort(), [200, 404])
  peer.serve(scheduled.id, scheduled)
  await world.pass('4d', 4)
  assert.deepEqual(await seen(), [200, 200], 'refetched by the schedule')
  for (const one of ids) assert.equal((await ana.view(one)).edited_at, null, 'it was not edited')
})

scenario('a deleted post comes back if its author and its origin both restore it (C8)', async (world) => {
  const { peer, bo, send, home } = await followedPeer(world)
  const [undone, again] = [bo.note('undone'), bo.note('again')]
  await send(bo.create(undone), bo.create(again))
  for (const note of [undone, again]) {
    peer.serve(note.id, 410)
    await send(bo.delete(note.id))
  }
  await world.pass('5m')
  assert.deepEqual(await home(), [])
  for (const note of [undone, again]) peer.serve(note.id, note)
  await world.pass('5m')
  await send(bo.update(undone), bo.announce(again.id))
  await world.pass('5m')
  assert.deepEqual(await home(), [], 'neither an Update nor a boost restores it')
  await send(bo.undo(bo.delete(undone.id)), bo.create(again, { id: bo.mint('creates') }))
  await world.pass('2m')
  assert.deepEqual((await home()).sort(), ['again', 'undone'])
  peer.serve(again.id, 410)
  await send(bo.delete(again.id))
  assert.deepEqual(await home(), ['undone'], 'a restored post can be deleted again')
})

scenario('a late Create restores nothing and rarely causes a fetch (C8)', async (world) => {
  const { peer, bo, send, home } = await followedPeer(world)
  const note = bo.note('short-lived')
  await send(bo.create(note), bo.delete(note.id))
  const fetches = () => peer.requests.filter((line) => line.endsWith(new URL(note.id).pathname)).length
  const before = fetches()
  // The origin still serves it for a moment, from a cache.
  await send(bo.create(note, { id: bo.mint('creates') }))
  peer.serve(note.id, 410)
  for (let round = 0; round < 10; round++) await send(bo.create(note, { id: bo.mint('creates') }))
  await world.pass('1h', 12)
  assert.deepEqual(await home(), [])
  assert.ok(fetches() - before <= 2, `${fetches() - before} fetches`)
})

scenario('no other actor can restore a post (C8)', async (world) => {
  const { lagoon, peer, bo, send, home } = await followedPeer(world)
  const neighbour = await peer.actor('cy')
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  const note = bo.note('mine')
  await send(bo.create(note), bo.delete(note.id))
  await world.pass('5m')
  await mallory.post(lagoon, mallory.undo(mallory.delete(note.id)))
  await neighbour.post(lagoon, neighbour.undo(neighbour.delete(note.id)))
  await world.pass('20m')
  assert.deepEqual(await home(), [])
})

/** Forwards an activity of another actor, signed by the relay. */
async function relayed(
  relay: Awaited<ReturnType<Awaited<ReturnType<typeof followedPeer>>['peer']['actor']>>,
  origin: string,
  activity: Record<string, unknown>,
): Promise<void> {
  const { status } = await relay.post({ origin }, activity)
  assert.ok(status < 500, `${status}`)
}
