/** Activities that arrive late, twice, out of order, or during a crash (cases 57 to 60 and 62). */
import assert from 'node:assert/strict'
import { findStatusByUri } from '../../src/core/statuses/find.ts'
import { MINUTE } from '../../src/lib/durations.ts'
import { textOf } from '../world/person.ts'
import { hostile } from './scene.ts'

hostile(
  'an early Delete, Update or Undo still wins (case 57)',
  async ({ world, peer, ana, bo, lagoon, send, home }) => {
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
    // Follow, Undo and Follow with the same id.
    await send(follow, bo.undo(follow), follow)
    assert.equal((await ana.relationship(bo.handle)).followed_by, true)
    await send(bo.undo({ ...follow, id: bo.mint('other') }))
    assert.equal((await ana.relationship(bo.handle)).followed_by, false)
  },
)

hostile('old and misdated versions do not win (case 58)', async ({ world, ana, bo, lagoon, send }) => {
  const note = bo.note('one')
  await send(bo.create(note))
  await world.clock.advance('1h')
  const stale = { ...note, content: '<p>two</p>', updated: world.clock.iso(-MINUTE) }
  await send(bo.update(bo.edited(note, 'three')), bo.update(stale))
  assert.equal(textOf(await ana.find(note.id)), 'three')
  const now = world.clock.iso()
  const [left, right] = [bo.edited(note, 'left', { updated: now }), bo.edited(note, 'right', { updated: now })]
  await send(bo.update(left), bo.update(right))
  assert.equal(textOf(await ana.find(note.id)), 'right', 'of two versions in one second, the one at the origin wins')
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
  assert.equal(textOf(await ana.find(note.id)), 'the last', 'a date in the far future does not block later edits')
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
  'a deleted post stays deleted, even after a restart (case 59)',
  async ({ world, peer, ana, bo, lagoon, send, home }) => {
    const note = bo.note('gone')
    const create = bo.create(note)
    await send(create)
    peer.serve(note.id, 410)
    await send(bo.delete(note.id))
    await world.crash(lagoon)
    await send(create, bo.create(note, { id: bo.mint('creates') }), bo.announce(note.id))
    // Its origin serves it again by mistake.
    peer.serve(note.id, note)
    await send(bo.create(note, { id: bo.mint('creates') }), bo.update(bo.edited(note, 'back')))
    assert.deepEqual(await home(), [])
    assert.deepEqual((await ana.search(note.id)).statuses, [])
  },
)

hostile('contradictory answers of an origin do not flap (case 60)', async ({ world, peer, ana, bo, send, home }) => {
  const note = bo.note('here')
  await send(bo.create(note))
  const refetch = () => send(bo.update({ ...note, content: 'another text of the same version' }))
  // An outage: 404 for everything, including the author.
  peer.serve(note.id, 404)
  peer.serve(bo.id, 404)
  await refetch()
  await world.pass('2h', 4)
  assert.deepEqual(await home(), ['here'], 'a 404 does not count if the author is missing, too')
  peer.serve(bo.id, bo.document)
  peer.serve(note.id, note)
  await refetch()
  await world.pass('2h', 2)
  assert.deepEqual(await home(), ['here'])
  peer.serve(note.id, 410)
  await refetch()
  assert.deepEqual(await home(), [], '410 is final')
  peer.serve(note.id, note)
  await send(bo.create(note, { id: bo.mint('creates') }), bo.announce(note.id))
  assert.deepEqual((await ana.search(note.id)).statuses, [], 'a deleted post stays deleted when its origin flaps')
})

/** Longer than a lease: on PostgreSQL, another process might hold it. */
const AFTER_LEASE = '3m'

hostile('a crash at any step of receiving loses nothing (case 62)', async ({ world, ana, lagoon, peer }) => {
  const sender = await peer.actor('stranger')
  const mention = [{ type: 'Mention', href: ana.uri, name: '@ana@lagoon.test' }]
  const write = (text: string) => sender.note(text, { tag: mention, cc: [ana.uri] })
  /** Crashes the server during its next request for this address. */
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
  // While the key is fetched: the sender gets no answer, and sends again.
  const create = sender.create(write('first'))
  const whileKey = crashAt(sender.id)
  await assert.rejects(sender.post(lagoon, create))
  await whileKey
  await sender.send(lagoon, create)
  // After the 202, before the activity is processed.
  await world.crash(lagoon)
  await world.pass(AFTER_LEASE)
  // While the parent is fetched, in the middle of a job.
  const parent = sender.note('a parent', { to: [sender.followers], cc: [] })
  const whileParent = crashAt(parent.id)
  const note = write('second')
  await sender.send(lagoon, sender.create({ ...note, inReplyTo: parent.id }))
  await world.settle()
  await whileParent
  await world.pass(AFTER_LEASE, 2)
  // After processing: the sender got no answer, and repeats everything.
  await world.crash(lagoon)
  await sender.send(lagoon, create)
  await sender.send(lagoon, sender.create({ ...note, inReplyTo: parent.id }))
  await world.pass(AFTER_LEASE, 2)
  const texts = (await ana.notifications()).map(({ status }) => textOf(status as { content: string }))
  assert.deepEqual(texts.sort(), ['first', 'second'], 'each once')
})
