import assert from 'node:assert/strict'
import { deleteAccount } from '../../src/core/accounts/delete.ts'
import { requireAccount } from '../../src/core/accounts/find.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

const ACTIVITY = { headers: { accept: 'application/activity+json' } }

scenario('a deleted post is deleted on every server, and its address answers 410', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  const post = await ana.post('oops')
  await world.settle()
  const [copy] = await bo.home()
  const deleted = await ana.delete(post)
  assert.equal(deleted.text, 'oops', 'the answer contains its text, so that it can be redrafted')
  await world.settle()
  assert.deepEqual(await bo.home(), [])
  assert.equal(await bo.viewCode(copy as { id: string }), 404)
  assert.equal(await ana.viewCode(post), 404)
  const object = await lagoon.fetch(new Request(post.uri, ACTIVITY))
  assert.equal(object.status, 410)
  assert.equal(((await object.json()) as { type: string }).type, 'Tombstone')
  assert.deepEqual((await bo.search(post.uri)).statuses, [])
})

scenario('deleting a reply removes it from the thread, the notifications and the count', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const post = await ana.post('hello')
  const reply = await bo.reply(await bo.find(post.url), '@ana@lagoon.test hello')
  await world.settle()
  assert.equal((await ana.view(post)).replies_count, 1)
  assert.deepEqual(await ana.notified(), ['mention bo@reef.test'])
  await bo.delete(reply)
  await world.settle()
  assert.deepEqual((await ana.thread(post)).descendants, [])
  assert.equal((await ana.view(post)).replies_count, 0)
  assert.deepEqual(await ana.notified(), [])
})

scenario('deleting a post removes its boosts and favourites', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo, cy] = [await lagoon.user('ana'), await reef.user('bo'), await reef.user('cy')]
  await cy.follow(bo)
  const post = await ana.post('popular')
  const copy = await bo.find(post.url)
  await bo.boost(copy)
  await bo.favourite(copy)
  await world.settle()
  assert.deepEqual(await cy.homeTexts(), ['popular'])
  await ana.delete(post)
  await world.settle()
  assert.deepEqual(await cy.homeTexts(), [])
  assert.deepEqual(await bo.statusesOf(bo), [])
  assert.deepEqual(await ana.notified(), [])
})

scenario('a deleted account asks other servers to remove what it wrote (A-14)', async (world) => {
  const [lagoon, lemmy] = [await world.server('lagoon.test'), await world.peer('lemmy.test')]
  const [ana, lia] = [await lagoon.user('ana'), await lemmy.actor('lia')]
  await lia.send(lagoon, lia.follow(ana.uri))
  await world.settle()
  await deleteAccount(lagoon.app, await requireAccount(lagoon.app, Number(ana.id)), { via: 'local' })
  await world.settle()
  const [deletion = assert.fail()] = lemmy.receivedOf('Delete')
  assert.deepEqual([deletion.object, deletion.removeData], [ana.uri, true], 'Lemmy keeps posts without removeData')
  const [, terms] = deletion['@context'] as [string, Record<string, string>]
  assert.deepEqual([terms.removeData, terms.lemmy], ['lemmy:removeData', 'https://join-lemmy.org/ns#'])
})

scenario('a remote account takes what it wrote with it, told by the server actor’s inbox (A-14)', async (world) => {
  const { lagoon, peer, ana, bo, send, home } = await followedPeer(world)
  const note = bo.note('goodbye')
  await send(bo.create(note))
  assert.deepEqual(await home(), ['goodbye'])
  peer.serve(note.id, 404)
  await bo.send(`${lagoon.origin}/actor/inbox`, bo.delete(bo.id, { removeData: true }))
  await world.settle()
  assert.deepEqual(await home(), [])
  assert.deepEqual((await ana.search(note.id)).statuses, [])
})
