/** A conversation that started here has an address that lists its posts (E-58). */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import type { TestServer } from '../world/test-server.ts'
import { followedPeer } from './followed-peer.ts'

interface Page {
  id: string
  items: string[]
  next?: string
}

async function read(server: TestServer, url: string): Promise<{ status: number; json: Json }> {
  const answer = await server.fetch(new Request(url, { headers: { accept: 'application/activity+json' } }))
  return { status: answer.status, json: (await answer.json()) as Json }
}

scenario('posts name their conversation, which lists everything public or unlisted in it (E-58)', async (world) => {
  const { lagoon, ana, bo, send } = await followedPeer(world)
  const first = await ana.post('who is there?')
  const answer = bo.note('me', { inReplyTo: first.uri, to: ['https://www.w3.org/ns/activitystreams#Public', ana.uri] })
  await send(bo.create(answer))
  await world.clock.advance('1s')
  const reply = await ana.reply(first, 'and I')
  await world.clock.advance('1s')
  await ana.reply(first, 'a secret', { visibility: 'private' })
  await world.settle()
  const context = (await read(lagoon, first.uri)).json.context as string
  assert.equal((await read(lagoon, reply.uri)).json.context, context)
  const { status, json } = await read(lagoon, context)
  assert.equal(status, 200)
  assert.deepEqual([json.id, json.type, json.attributedTo], [context, 'Collection', ana.uri])
  assert.deepEqual((json.first as Page).items, [first.uri, answer.id, reply.uri])
  assert.equal((json.first as Page).next, undefined)
})

scenario('a long conversation comes in pages of 60 (E-58)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const first = await ana.post('0')
  for (let n = 1; n <= 61; n++) {
    await world.clock.advance('1s')
    await ana.reply(first, `${n}`)
  }
  const context = (await read(lagoon, first.uri)).json.context as string
  const page = (await read(lagoon, context)).json.first as Page
  assert.equal(page.items.length, 60)
  const next = (await read(lagoon, page.next as string)).json as unknown as Page
  assert.deepEqual([next.id, next.items.length, next.next], [page.next, 2, undefined])
  assert.equal(new Set([...page.items, ...next.items]).size, 62)
  assert.equal((await read(lagoon, `${context}?page=true&min_id=x`)).status, 400)
})

scenario('a private, remote or deleted post has no conversation address (E-58)', async (world) => {
  const { lagoon, ana, bo, send } = await followedPeer(world)
  const secret = await ana.post('among us', { visibility: 'private' })
  const note = bo.note('elsewhere')
  await send(bo.create(note))
  const theirs = (await ana.home()).find(({ uri }) => uri === note.id) ?? assert.fail()
  const reply = await ana.reply(theirs, 'here')
  const gone = await ana.post('gone')
  const ofGone = (await read(lagoon, gone.uri)).json.context as string
  await ana.delete(gone)
  assert.equal((await read(lagoon, reply.uri)).json.context, undefined)
  const address = (id: string) => `${lagoon.origin}/ap/contexts/${id}`
  for (const url of [address(secret.id), address(theirs.id), address(reply.id), address('0'), address('x'), ofGone])
    assert.equal((await read(lagoon, url)).status, 404, url)
})
