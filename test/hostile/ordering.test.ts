/** Cases 57 to 60 and 62: things that come late, twice, in another order, or in the middle of a crash. */
import assert from 'node:assert/strict'
import { findStatusByUri } from '../../src/core/statuses/find.ts'
import { MINUTE } from '../../src/lib/durations.ts'
import { textOf } from '../world/person.ts'
import { hostile } from './scene.ts'

hostile('case 57: ends that come before their beginnings', async ({ world, peer, ana, bo, lagoon, send, home }) => {
  const deleted = bo.note('never')
  peer.serve(deleted.id, 410)
  await send(bo.delete(deleted.id), bo.create(deleted))
  assert.equal(await findStatusByUri(lagoon.app, deleted.id), undefined)
  const first = bo.note('first')
  await world.clock.advance('1m')
  const second = bo.edited(first, 'second')
  await send(bo.update(second), bo.create(first))
  assert.deepEqual(await home(), ['second'])
  const post = await ana.post('a post')
  const [like, announce, follow, block] = [
    bo.like(post.uri),
    bo.announce(post.uri),
    bo.follow(ana.uri),
    bo.block(ana.uri),
  ]
  await send(bo.undo(like), like, bo.undo(announce), announce, bo.undo(follow), follow, bo.undo(block), block)
  const { favourites_count, reblogs_count } = await ana.view(post)
  assert.deepEqual([favourites_count, reblogs_count], [0, 0])
  const { followed_by, blocked_by } = await ana.relationship(bo.handle)
  assert.deepEqual([followed_by, blocked_by], [false, false])
  // The same id again: Follow, Undo, Follow.
  await send(follow, bo.undo(follow), follow)
  assert.equal((await ana.relationship(bo.handle)).followed_by, true)
  await send(bo.undo({ ...follow, id: bo.mint('other') }))
  assert.equal((await ana.relationship(bo.handle)).followed_by, false)
})

hostile('case 58: versions that are old, equal, or of another age', async ({ world, ana, bo, lagoon, send }) => {
  const note = bo.note('one')
  await send(bo.create(note))
  await world.clock.advance('1h')
  const stale = { ...note, content: '<p>two</p>', updated: world.clock.iso(-MINUTE) }
  await send(bo.update(bo.edited(note, 'three')), bo.update(stale))
  assert.equal(textOf(await ana.find(note.id)), 'three')
  const now = world.clock.iso()
  const [left, right] = [bo.edited(note, 'left', { updated: now }), bo.edited(note, 'right', { updated: now })]
  await send(bo.update(left), bo.update(right))
  assert.equal(textOf(await ana.find(note.id)), 'right', 'of two in one second the origin decides')
  for (const [n, updated] of [
    '9999-12-31T23:59:59Z',
    '10000-01-01T00:00:00Z',
    '+275760-09-13T00:00:00Z',
    'soon',
    1e300,
  ].entries())
    await send(bo.update({ ...note, content: `<p>far ${n}</p>`, updated }))
  await world.clock.advance('1h')
  await send(bo.update(bo.edited(note, 'the last')))
  assert.equal(textOf(await ana.find(note.id)), 'the last', 'the far future locks nobody out')
  for (const published of [
    '1970-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '-000001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '2026-02-30T00:00:00Z',
    -5,
  ]) {
    const dated = bo.note(`from ${published}`, { published })
    await send(bo.create(dated))
    const row = await findStatusByUri(lagoon.app, dated.id)
    assert.ok(row && row.created_at <= world.clock.now(), `${published}: ${row?.created_at}`)
    assert.ok(row.id > 0 && Number.isSafeInteger(row.id))
  }
  assert.ok((await ana.home()).every(({ created_at }) => !Number.isNaN(Date.parse(created_at))))
})

hostile(
  'case 59: what is deleted stays so, also after a restart',
  async ({ world, peer, ana, bo, lagoon, send, home }) => {
    const note = bo.note('gone')
    const create = bo.create(note)
    await send(create)
    peer.serve(note.id, 410)
    await send(bo.delete(note.id))
    await world.crash(lagoon)
    await send(create, bo.create(note, { id: bo.mint('creates') }), bo.announce(note.id))
    // Its origin is confused, and serves it again.
    peer.serve(note.id, note)
    await send(bo.create(note, { id: bo.mint('creates') }), bo.update(bo.edited(note, 'back')))
    assert.deepEqual(await home(), [])
    assert.deepEqual((await ana.search(note.id)).statuses, [])
  },
)

hostile('case 60: origins that cannot make up their mind', async ({ world, peer, ana, bo, send, home }) => {
  const note = bo.note('here')
  await send(bo.create(note))
  const askAgain = () => send(bo.update({ ...note, content: 'another text of the same version' }))
  // An outage: 404 for everything, the author included.
  peer.serve(note.id, 404)
  peer.serve(bo.id, 404)
  await askAgain()
  await world.pass('2h', 4)
  assert.deepEqual(await home(), ['here'], 'a server that has lost everybody is believed nothing')
  peer.serve(bo.id, bo.document)
  peer.serve(note.id, note)
  await askAgain()
  await world.pass('2h', 2)
  assert.deepEqual(await home(), ['here'])
  peer.serve(note.id, 410)
  await askAgain()
  assert.deepEqual(await home(), [], '410 is final')
  peer.serve(note.id, note)
  await send(bo.create(note, { id: bo.mint('creates') }), bo.announce(note.id))
  assert.deepEqual((await ana.search(note.id)).statuses, [], 'and stays so when it flaps')
})

/** Longer than a lease: on PostgreSQL another process might hold it. */
const AFTER_LEASE = '3m'

hostile('case 62: a crash at each step of receiving', async ({ world, ana, lagoon, peer }) => {
  const stranger = await peer.actor('stranger')
  const mention = [{ type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }]
  const write = (text: string) => stranger.note(text, { tag: mention, cc: [ana.uri] })
  /** The next request for this address finds nobody: the server dies meanwhile. */
  const crashAt = (address: string) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = world.intercept(async ({ from, path }) => {
      if (from !== lagoon.host || path !== new URL(address).pathname) return undefined
      stop()
      await world.crash(lagoon)
      resolve()
      return undefined
    })
    return promise
  }
  // While the key is asked for: the sender hears nothing, and sends again.
  const create = stranger.create(write('first'))
  const whileKey = crashAt(stranger.id)
  await assert.rejects(stranger.post(lagoon, create))
  await whileKey
  await stranger.send(lagoon, create)
  // After the 202, before anything is done.
  await world.crash(lagoon)
  await world.pass(AFTER_LEASE)
  // While the parent is fetched, in the middle of a job.
  const parent = stranger.note('a parent', { to: [stranger.followers], cc: [] })
  const whileParent = crashAt(parent.id)
  const note = write('second')
  await stranger.send(lagoon, stranger.create({ ...note, inReplyTo: parent.id }))
  await world.settle()
  await whileParent
  await world.pass(AFTER_LEASE, 2)
  // After the deed: the sender did not hear, and repeats everything.
  await world.crash(lagoon)
  await stranger.send(lagoon, create)
  await stranger.send(lagoon, stranger.create({ ...note, inReplyTo: parent.id }))
  await world.pass(AFTER_LEASE, 2)
  const texts = (await ana.notifications()).map(({ status }) => textOf(status as { content: string }))
  assert.deepEqual(texts.sort(), ['first', 'second'], 'once each')
})
