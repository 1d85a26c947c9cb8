/** Replies that arrive before their parent end where they would be if it had come first. */
import assert from 'node:assert/strict'
import { resolveThread } from '../../src/federation/refresh/thread.ts'
import type { Json } from '../world/peer.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

scenario('a thread that arrives backwards is in home and in the public timeline', async (world) => {
  const { lagoon, peer, ana, bo, home } = await followedPeer(world)
  const cy = await peer.actor('cy')
  await ana.follow(cy.handle)
  await world.settle()
  await cy.send(lagoon, cy.accept(peer.receivedOf('Follow').at(-1) as Json))
  await world.settle()
  const first = bo.note('first')
  const second = bo.note('second', { inReplyTo: first.id })
  const third = bo.note('third', { inReplyTo: second.id })
  const answer = cy.note('answer', { inReplyTo: first.id })
  // None of them can be fetched, so each waits until its parent is delivered.
  for (const { id } of [first, second, third, answer]) peer.forget(id)
  const stranger = await peer.actor('stranger')
  const toStranger = bo.note('to a stranger', { inReplyTo: stranger.note('not followed').id })
  for (const [by, note] of [
    [bo, third],
    [bo, toStranger],
    [cy, answer],
    [bo, second],
    [bo, first],
  ] as const) {
    await by.send(lagoon, by.create(note))
    await world.settle()
  }
  assert.deepEqual((await home()).sort(), ['answer', 'first', 'second', 'third'])
  const shown: { content: string }[] = await ana.call('GET', '/api/v1/timelines/public')
  assert.deepEqual(shown.map(textOf).sort(), ['first', 'not followed', 'second', 'third'])
})

scenario('replies that an earlier version left without their stored parent are attached', async (world) => {
  const { lagoon, ana, bo, send } = await followedPeer(world)
  const { db } = lagoon.app
  const detach = async () => {
    const root = bo.note('root')
    const replies = [bo.note('one', { inReplyTo: root.id }), bo.note('two', { inReplyTo: root.id })]
    await send(...[root, ...replies].map((note) => bo.create(note)))
    const seen = await ana.find(root.id)
    const alone = { in_reply_to_id: null, in_reply_to_account_id: null, in_reply_to_uri: root.id }
    await db.updateTable('statuses').set(alone).where('in_reply_to_id', '=', Number(seen.id)).execute()
    await db.updateTable('statuses').set({ replies_count: 0 }).where('id', '=', Number(seen.id)).execute()
    const ids = await db.selectFrom('statuses').select('id').where('in_reply_to_uri', '=', root.id).execute()
    return { seen, root, ids }
  }
  const assertAttached = async (seen: { id: string }) => {
    const { descendants } = await ana.thread(seen)
    assert.deepEqual(descendants.map(textOf).sort(), ['one', 'two'])
    assert.equal((await ana.view(seen)).replies_count, 2)
  }
  const resolved = await detach()
  const asked = { status_id: resolved.ids[0]?.id ?? 0, parent_uri: resolved.root.id }
  await lagoon.app.transaction((tx) => tx.enqueue(resolveThread, asked))
  await world.settle()
  await assertAttached(resolved.seen)
  const forgotten = await detach()
  await world.pass('7h')
  await assertAttached(forgotten.seen)
})
