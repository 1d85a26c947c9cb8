/** GoToSocial's interaction policies, and a Reject of what was replied, liked or boosted. */
import assert from 'node:assert/strict'
import { PUBLIC } from '../../src/activitypub/vocabulary.ts'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

async function meet(world: World) {
  const [lagoon, peer] = [await world.server('lagoon.test'), await world.peer('gts.test')]
  const [ana, bo] = [await lagoon.user('ana'), await lagoon.user('bo')]
  const gil = await peer.actor('gil')
  await ana.follow(gil.handle)
  await world.settle()
  await gil.send(lagoon, gil.accept(peer.receivedOf('Follow')[0] as Json))
  await world.settle()
  const publish = async (changes: Json) => {
    const note = gil.note('mine', changes)
    await gil.send(lagoon, gil.create(note))
    await world.settle()
    return await ana.find(note.id)
  }
  return { lagoon, peer, ana, bo, gil, publish }
}

/** As GoToSocial writes it, under the new names and the former ones. */
const rule = (automatic: string[], manual: string[] = []) => ({
  always: automatic,
  approvalRequired: manual,
  automaticApproval: automatic,
  manualApproval: manual,
})

const ACTIONS = { canReply: 'reply', canLike: 'favourite', canAnnounce: 'boost' } as const
const WORDS = { canReply: 'reply to', canLike: 'like', canAnnounce: 'boost' } as const

for (const [property, action] of Object.entries(ACTIONS) as [keyof typeof ACTIONS, 'reply' | 'favourite' | 'boost'][])
  scenario(`${property} is obeyed here, with a sentence`, async (world) => {
    const { ana, bo, gil, publish } = await meet(world)
    const act = async (person: typeof ana, id: string) => {
      const paths = { reply: '', favourite: `/${id}/favourite`, boost: `/${id}/reblog` }
      const body = action === 'reply' ? { status: 'yes', in_reply_to_id: id } : undefined
      const answer = await person.api('POST', `/api/v1/statuses${paths[action]}`, body)
      return answer.status === 200 || answer.body.error
    }
    const refused = `The author of this post does not let you ${WORDS[property]} it.`
    const nobody = await publish({ interactionPolicy: { [property]: rule([gil.id]) } })
    assert.equal(await act(ana, nobody.id), refused)

    const followers = await publish({ interactionPolicy: { [property]: rule([gil.id, gil.followers]) } })
    assert.equal(await act(ana, followers.id), true, 'she follows')
    assert.equal(await act(bo, followers.id), refused)

    const following = await publish({ interactionPolicy: { [property]: rule([gil.id, `${gil.id}/following`]) } })
    assert.equal(await act(ana, following.id), refused, 'nobody follows her')

    const named = await publish({ interactionPolicy: { [property]: { always: [gil.id, bo.uri] } } })
    assert.deepEqual([await act(ana, named.id), await act(bo, named.id)], [refused, true])

    const asking = await publish({ interactionPolicy: { [property]: rule([gil.id], [PUBLIC]) } })
    assert.equal(await act(bo, asking.id), true, 'the author decides later')

    const list = await publish({ interactionPolicy: { [property]: rule([gil.id, `${gil.id}/lists/7`]) } })
    assert.equal(await act(ana, list.id), true, 'the list could include her')

    const open = await publish({ interactionPolicy: { [property]: rule([PUBLIC]) } })
    assert.equal(await act(bo, open.id), true)
  })

scenario('who is mentioned may reply, and a policy can change without an edit', async (world) => {
  const { lagoon, ana, bo, gil, publish } = await meet(world)
  const interactionPolicy = { canReply: rule([gil.id]) }
  const tag = { type: 'Mention', href: bo.uri, name: bo.handle }
  const status = await publish({ interactionPolicy, tag, to: [PUBLIC], cc: [gil.followers, bo.uri] })
  assert.equal((await bo.api('POST', '/api/v1/statuses', { status: 'yes', in_reply_to_id: status.id })).status, 200)
  assert.equal((await ana.api('POST', '/api/v1/statuses', { status: 'yes', in_reply_to_id: status.id })).status, 403)

  const note = { id: status.uri, type: 'Note', attributedTo: gil.id, published: status.created_at }
  const audience = { to: [PUBLIC], cc: [gil.followers, bo.uri], tag }
  await gil.send(lagoon, gil.update(gil.edited(note, 'mine', { ...audience, updated: undefined })))
  await world.settle()
  assert.equal((await ana.api('POST', '/api/v1/statuses', { status: 'yes', in_reply_to_id: status.id })).status, 200)
  assert.equal((await ana.view(status)).edited_at, null)
})

scenario('a rejected like and boost end here, and the person is told', async (world) => {
  const { lagoon, peer, ana, gil, publish } = await meet(world)
  const status = await publish({})
  await ana.favourite(status)
  await ana.boost(status)
  await world.settle()
  const [like, announce] = [peer.receivedOf('Like')[0], peer.receivedOf('Announce')[0]] as [Json, Json]
  const stranger = await peer.actor('eve')
  await stranger.send(lagoon, { ...stranger.reject({}), object: like.id, target: status.uri })
  await world.settle()
  assert.equal((await ana.view(status)).favourites_count, 1, 'only the author rejects')

  await gil.send(lagoon, { ...gil.reject({}), object: like.id, target: status.uri })
  await gil.send(lagoon, {
    ...gil.reject({}),
    object: { type: 'AnnounceRequest', object: status.uri, instrument: announce.id },
  })
  await world.settle()
  const after = await ana.view(status)
  assert.deepEqual(
    [after.favourited, after.favourites_count, after.reblogged, after.reblogs_count],
    [false, 0, false, 0],
  )
  assert.deepEqual(await ana.notified(), [`rejection ${gil.handle}`])
  assert.equal(peer.receivedOf('Undo').length, 1, 'the boost is undone where it was seen')
})

scenario('a rejected reply leaves the thread and stays with its author', async (world) => {
  const { lagoon, peer, ana, bo, gil, publish } = await meet(world)
  const status = await publish({})
  const [reply, other] = [await ana.reply(status, 'nonsense'), await bo.reply(status, 'fine words')]
  await world.settle()
  assert.equal((await ana.view(status)).replies_count, 2)
  const create = peer.receivedOf('Create').find(({ object }) => (object as Json).id === reply.uri) as Json
  for (const object of [reply.uri, create.id, { type: 'ReplyRequest', object: status.uri, instrument: reply.uri }]) {
    await gil.send(lagoon, { ...gil.reject({}), object, target: status.uri })
    await world.settle()
    assert.deepEqual(
      (await bo.thread(status)).descendants.map(({ id }) => id),
      [other.id],
    )
    assert.equal((await ana.view(status)).replies_count, 1)
  }
  assert.equal((await ana.view(reply)).content, '<p>nonsense</p>')
  assert.deepEqual(await ana.notified(), [`rejection ${gil.handle}`])
  await ana.delete(reply)
  assert.equal((await ana.view(status)).replies_count, 1, 'it is not counted twice')
})

scenario('a reply of another server that the author rejects leaves the thread here, too', async (world) => {
  const { lagoon, ana, gil, publish } = await meet(world)
  const status = await publish({})
  const eve = await (await world.peer('eve.test')).actor('eve')
  const reply = eve.note('buy this', { inReplyTo: status.uri })
  await eve.send(lagoon, eve.create(reply))
  await world.settle()
  assert.equal((await ana.thread(status)).descendants.length, 1)
  await gil.send(lagoon, { ...gil.reject({}), object: reply.id, target: status.uri })
  await world.settle()
  assert.equal((await ana.thread(status)).descendants.length, 0)
})

scenario('a rejected reply does not count again when its parent is deleted and restored', async (world) => {
  const { lagoon, ana, gil, publish } = await meet(world)
  const status = await publish({})
  const reply = await ana.reply(status, 'my reply')
  await gil.send(lagoon, { ...gil.reject({}), object: reply.uri, target: status.uri })
  const deletion = gil.delete(status.uri)
  await gil.send(lagoon, deletion)
  await world.pass('2m')
  await gil.send(lagoon, gil.undo(deletion))
  await world.pass('2m')
  const restored = await ana.find(status.uri)
  assert.notEqual(restored.id, status.id)
  assert.equal((await ana.view(reply)).in_reply_to_id, restored.id)
  assert.equal(restored.replies_count, 0)
})
