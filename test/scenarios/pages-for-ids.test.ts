/** Other servers name posts and accounts by the addresses of their pages, as people do. */
import assert from 'node:assert/strict'
import { type Json, jsonResponse } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

/** Serves a document at the address of its page as well. */
function withPage(actor: PeerActor, document: Json): string {
  const page = String(document.url)
  actor.peer.serve(page, () => jsonResponse(document))
  return page
}

scenario('a reply that names the page of a post here is in its thread', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const post = await ana.post('What are you mending?')
  assert.notEqual(post.url, post.uri)
  const reply = bo.note('nets', { inReplyTo: post.url, tag: { type: 'Mention', href: ana.uri }, cc: [ana.uri] })
  await send(bo.create(reply))
  const fetched = bo.peer.requests.length
  const { descendants } = await ana.thread(post)
  assert.deepEqual(
    descendants.map(({ uri }) => uri),
    [reply.id],
  )
  assert.equal(bo.peer.requests.length, fetched)
  await world.clock.advance('5s')
  await send(bo.update(bo.edited(reply, 'all the nets')))
  assert.equal(textOf(await ana.find(reply.id)), 'all the nets')
})

scenario(
  'a reply that names the page of another post is in its thread, before and after the post is known',
  async (world) => {
    const { ana, bo, send, peer } = await followedPeer(world)
    const parent = bo.note('the root')
    const page = withPage(bo, parent)
    const [early, late] = [bo.note('early', { inReplyTo: page }), bo.note('late', { inReplyTo: [page] })]
    // While its page cannot be reached, the reply waits for it.
    peer.serve(page, 503)
    await send(bo.create(early))
    assert.equal((await ana.find(early.id)).in_reply_to_id, null)
    await send(bo.create(parent))
    const { id } = await ana.find(parent.id)
    assert.equal((await ana.find(early.id)).in_reply_to_id, id)
    withPage(bo, parent)
    await send(bo.create(late))
    assert.equal((await ana.find(late.id)).in_reply_to_id, id)
    await world.clock.advance('5s')
    await send(bo.update(bo.edited(late, 'later')))
    assert.equal(textOf(await ana.find(late.id)), 'later')
  },
)

scenario('an unknown parent is found by its page', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const cy = await (await world.peer('reef.test')).actor('cy')
  const parent = cy.note('the root')
  const reply = bo.note('a reply', { inReplyTo: withPage(cy, parent) })
  await send(bo.create(reply))
  assert.equal((await ana.find(reply.id)).in_reply_to_id, (await ana.find(parent.id)).id)
})

scenario('an account is mentioned by its page', async (world) => {
  const { ana, bo, send, lagoon } = await followedPeer(world)
  const reef = await world.peer('reef.test')
  const [cy, dee] = [await reef.actor('cy'), await reef.actor('dee')]
  await lagoon.app.remote.account(cy.handle)
  const own = bo.note('ahoy', { tag: { type: 'Mention', href: `${lagoon.origin}/@ana` }, cc: [ana.uri] })
  await send(bo.create(own))
  assert.deepEqual(await ana.notified(), ['mention bo@mastodon.test'])
  const href = [withPage(cy, cy.document), withPage(dee, dee.document)]
  const tag = [...href, dee.id].map((one) => ({ type: 'Mention', href: one }))
  const others = bo.note('you two', { tag, cc: [cy.id, dee.id] })
  await send(bo.create(others))
  assert.deepEqual((await ana.find(others.id)).mentions.map(({ acct }) => acct).sort(), [cy.handle, dee.handle])
  // Mentioned and not addressed: silent, whatever names it.
  const silent = bo.note('about you', { tag: { type: 'Mention', href: `${lagoon.origin}/@ana` } })
  await send(bo.create(silent))
  assert.deepEqual((await ana.notified()).length, 1)
})

scenario('a post is liked, boosted and its author followed by page, and all of it undone', async (world) => {
  const { ana, bo, send, lagoon } = await followedPeer(world)
  const post = await ana.post('mine')
  const done = [bo.like(post.url as string), bo.announce(post.url as string), bo.follow(`${lagoon.origin}/@ana`)]
  await send(...done)
  const counts = async () => {
    const { favourites_count, reblogs_count } = await ana.view(post)
    return [favourites_count, reblogs_count, (await ana.findAccount('ana')).followers_count]
  }
  assert.deepEqual(await counts(), [1, 1, 1])
  for (const activity of done) await send(bo.undo({ ...activity, id: undefined }))
  assert.deepEqual(await counts(), [0, 0, 0])
})

scenario('an author is named by its page', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const note = bo.note('by me', { attributedTo: bo.document.url })
  await send(bo.create(note))
  assert.equal((await ana.home())[0]?.uri, note.id)
})
