/** Whose statements about an object are accepted (C1, C2, C3, C25). */
import assert from 'node:assert/strict'
import { MINUTE } from '../../../src/lib/durations.ts'
import { textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { followedPeer } from '../followed-peer.ts'

scenario('an id has one row, however often and in whatever spelling it arrives (C1)', async (world) => {
  const { ana, bo, send, home } = await followedPeer(world)
  const note = bo.note('once')
  await send(bo.create(note), bo.create(note, { id: `${note.id}/activity-again` }))
  await send(bo.announce(note.id))
  const shouted = note.id.replace('https://mastodon.test', 'HTTPS://MASTODON.TEST:443')
  assert.equal((await ana.find(shouted)).uri, note.id)
  assert.deepEqual(
    (await ana.statusesOf(bo.handle, '?exclude_reblogs=true')).map(({ uri }) => uri),
    [note.id],
  )
  assert.deepEqual([...new Set(await home())], ['once'])
})

scenario('two ids that differ only in the case of their path are different objects (C1)', async (world) => {
  const { bo, send, home } = await followedPeer(world)
  const lower = bo.note('lower', { id: `${bo.id}/statuses/abc` })
  const upper = bo.note('upper', { id: `${bo.id}/statuses/ABC` })
  await send(bo.create(lower), bo.create(upper))
  assert.deepEqual((await home()).sort(), ['lower', 'upper'])
})

scenario('an activity of a third server about an object is only checked with its origin (C2)', async (world) => {
  const { peer, lagoon, ana, bo, send, home } = await followedPeer(world)
  const evil = await world.peer('evil.test')
  const mallory = await evil.actor('mallory')
  const note = bo.note('as bo wrote it')
  await send(bo.create(note))
  const forged = { ...note, content: '<p>as mallory wants it</p>', updated: world.clock.iso(MINUTE) }
  const invented = { ...note, id: `${bo.id}/statuses/99`, content: '<p>never written</p>' }
  await mallory.post(lagoon, mallory.update(forged))
  await mallory.post(lagoon, mallory.create(invented, { id: mallory.mint('creates') }))
  await mallory.post(lagoon, mallory.announce(note.id, { object: forged }))
  await mallory.post(lagoon, mallory.delete(note.id, { id: mallory.mint('deletes') }))
  await world.settle()
  assert.deepEqual(await home(), ['as bo wrote it'])
  assert.deepEqual((await ana.statusesOf(bo.handle)).map(textOf), ['as bo wrote it'])
  assert.equal(
    peer.requests.includes(`GET ${new URL(`${bo.id}/statuses/99`).pathname}`),
    true,
    'the object was fetched from its origin',
  )
})

scenario('a boost of an unknown post shows what its origin has, not the embedded copy (C2)', async (world) => {
  const { lagoon, ana, bo } = await followedPeer(world)
  const other = await world.peer('misskey.test')
  const cy = await other.actor('cy')
  const note = cy.note('the truth')
  const announce = bo.announce(note.id, { object: { ...note, content: '<p>a lie</p>' } })
  await bo.post(lagoon, announce)
  await world.settle()
  const texts = (await ana.home()).map((one) => textOf(one.reblog ?? one))
  assert.deepEqual(texts, ['the truth'])
})

scenario('author, publication time, parent and type of an object never change (C3)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const cy = await bo.peer.actor('cy')
  const first = bo.note('first')
  const note = bo.note('original')
  await send(bo.create(first), bo.create(note))
  await world.clock.advance('1m')
  const updated = { updated: world.clock.iso(), content: '<p>changed</p>' }
  await send(bo.update({ ...note, ...updated, published: '2025-06-01T00:00:00Z' }))
  await send(bo.update({ ...note, ...updated, inReplyTo: first.id }))
  await cy.post(ana.server, cy.update({ ...note, ...updated, attributedTo: cy.id }))
  await world.settle()
  const copy = await ana.find(note.id)
  assert.equal(copy.account.acct, 'bo@mastodon.test')
  assert.equal(copy.in_reply_to_id, null)
  assert.equal(copy.created_at, new Date(note.published as string).toISOString())
  assert.equal(textOf(copy), 'original')
})

scenario('an embedded copy of a local object is ignored in favour of the database (C25)', async (world) => {
  const { lagoon, ana, bo, send } = await followedPeer(world)
  const post = await ana.post('my own words')
  const forged = { id: post.uri, type: 'Note', attributedTo: bo.id, content: '<p>not my words</p>', to: [], cc: [] }
  await bo.post(lagoon, bo.create(forged))
  await bo.post(lagoon, bo.update({ ...forged, attributedTo: ana.uri, updated: world.clock.iso(MINUTE) }))
  await bo.post(lagoon, bo.delete(post.uri))
  await send(bo.announce(post.uri, { object: { ...forged, attributedTo: ana.uri } }))
  await bo.post(lagoon, bo.create({ ...forged, id: 'https://lagoon.test/ap/statuses/424242', content: '<p>new</p>' }))
  await world.settle()
  assert.equal(textOf(await ana.view(post)), 'my own words')
  assert.equal((await ana.view(post)).reblogs_count, 1)
  assert.deepEqual(
    (await ana.statusesOf(ana)).map(({ id }) => id),
    [post.id],
  )
  assert.equal(
    world.tape.find({ from: 'lagoon.test', to: 'lagoon.test' }).length,
    0,
    'a server never sends requests to itself',
  )
})

scenario('a delivered activity whose actor is a local account is rejected (C25)', async (world) => {
  const { lagoon, ana, bo } = await followedPeer(world)
  const { status } = await bo.post(lagoon, { ...bo.follow(bo.id), actor: ana.uri })
  await world.settle()
  assert.ok(status === 202 || (status >= 400 && status < 500), `${status}`)
  assert.equal((await ana.findAccount(ana)).following_count, 1)
})
