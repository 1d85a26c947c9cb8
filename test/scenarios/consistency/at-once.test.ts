/**
 * What is read before a transaction may have changed when it is written (C12). Whatever happens at the same moment,
 * nothing refers to what is gone, and every count is that of the rows.
 */
import assert from 'node:assert/strict'
import { assertConsistent } from '../../world/consistent.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import { followedPeer } from '../followed-peer.ts'

const ROUNDS = 8

/** Requests whose answers do not matter: either of two that happen at the same moment may be refused. */
const uses = (person: Person, id: string) =>
  ['favourite', 'reblog', 'bookmark', 'pin'].map(
    (action) => () => person.api('POST', `/api/v1/statuses/${id}/${action}`),
  )
const answers = (person: Person, id: string) => () =>
  person.api('POST', '/api/v1/statuses', { status: 'an answer', in_reply_to_id: id })

scenario('a post that is deleted while others use it leaves nothing behind', async (world) => {
  const { lagoon, ana, bo } = await followedPeer(world)
  const cy = await lagoon.user('cy')
  for (let round = 0; round < ROUNDS; round++) {
    const { id, uri } = await ana.post(`post ${round}`)
    const sent = [bo.like(uri), bo.announce(uri), bo.create(bo.note('a reply', { inReplyTo: uri }))]
    const deletes = () => ana.api('DELETE', `/api/v1/statuses/${id}`)
    const requests = [...uses(cy, id), answers(cy, id), ...uses(ana, id), answers(ana, id)]
    requests.splice(round, 0, deletes)
    await Promise.all(sent.map((activity) => bo.send(lagoon, activity)))
    await Promise.all([...requests.map((request) => request()), lagoon.settle()])
    await world.settle()
    await assertConsistent(lagoon.app)
  }
})

scenario('so does a post of another server', async (world) => {
  const { lagoon, ana, bo } = await followedPeer(world)
  const cy = await lagoon.user('cy')
  for (let round = 0; round < ROUNDS; round++) {
    const note = bo.note(`note ${round}`)
    await bo.send(lagoon, bo.create(note))
    await world.settle()
    const { id } = await ana.find(note.id)
    const hidden = { ...note, to: [bo.followers], cc: [], updated: world.clock.iso() }
    const sent = [
      bo.add(note.id),
      bo.create(bo.note('a reply', { inReplyTo: note.id })),
      bo.like(note.id),
      bo.update(hidden),
      ...(round % 2 === 0 ? [bo.delete(note.id)] : []),
    ]
    await Promise.all(sent.map((activity) => bo.send(lagoon, activity)))
    const requests = [...uses(cy, id), answers(cy, id), ...uses(ana, id), answers(ana, id)]
    await Promise.all([lagoon.settle(), ...requests.map((request) => request())])
    await world.settle()
    await assertConsistent(lagoon.app)
  }
})

scenario('replies that are deleted or hidden while their parent arrives are counted as they are', async (world) => {
  const { lagoon, bo } = await followedPeer(world)
  for (let round = 0; round < ROUNDS; round++) {
    const parent = bo.note(`parent ${round}`)
    bo.peer.forget(parent.id)
    const replies = [1, 2, 3, 4].map((n) => bo.note(`reply ${n}`, { inReplyTo: parent.id }))
    for (const reply of replies) await bo.send(lagoon, bo.create(reply))
    await world.settle()
    await world.clock.advance('2s')
    const changes = replies.map((reply, n) =>
      n % 2 === 0
        ? bo.delete(reply.id)
        : bo.update({ ...reply, to: [bo.followers], cc: [], updated: world.clock.iso() }),
    )
    const sent = [bo.create(parent), ...changes]
    await Promise.all(sent.map((activity) => bo.send(lagoon, activity)))
    await world.settle()
    await assertConsistent(lagoon.app)
  }
})

scenario('of two edits at the same moment, each changes what it names', async (world) => {
  const { ana } = await followedPeer(world)
  for (let round = 0; round < ROUNDS; round++) {
    const post = await ana.post('before')
    await Promise.all([
      ana.call('PUT', `/api/v1/statuses/${post.id}`, { status: 'after' }),
      ana.call('PUT', `/api/v1/statuses/${post.id}`, { spoiler_text: 'warning' }),
    ])
    const { content, spoiler_text } = await ana.view(post)
    assert.deepEqual([content, spoiler_text], ['<p>after</p>', 'warning'])
  }
})

scenario('an account that is deleted while it acts leaves nothing behind', async (world) => {
  const { lagoon, peer, ana } = await followedPeer(world)
  for (let round = 0; round < ROUNDS; round++) {
    const dee = await peer.actor(`dee${round}`)
    await ana.follow(dee.handle)
    const post = await ana.post('a post')
    await world.settle()
    await dee.send(lagoon, dee.accept(peer.receivedOf('Follow').at(-1) ?? {}))
    await world.settle()
    const sent = [
      dee.create(dee.note('last words')),
      dee.like(post.uri),
      dee.announce(post.uri),
      dee.follow(ana.uri),
      dee.create(dee.note('an answer', { inReplyTo: post.uri })),
      dee.block(ana.uri),
    ]
    sent.splice(round % sent.length, 0, dee.delete(dee.id))
    await Promise.all(sent.map((activity) => dee.send(lagoon, activity)))
    await world.settle()
    await world.pass('2h')
    await assertConsistent(lagoon.app)
  }
})
