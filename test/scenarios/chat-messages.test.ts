/** Private messages of Lemmy and Pleroma, which arrive as ChatMessage. */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import { PUBLIC } from '../world/peer-actor.ts'
import { textOf } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { lemmyPeer } from './lemmy-peer.ts'

scenario('a private message of Lemmy arrives as a direct post that notifies its reader', async (world) => {
  const { ana, lia, message, send } = await lemmyPeer(world)
  const hello = message('Hello **ana**', { content: '<p>Hello <strong>ana</strong></p>\n' })
  await send(lia.create(hello))
  assert.deepEqual(await ana.notified(), ['mention lia@lemmy.test'])
  const [{ status } = {}] = await ana.notifications()
  assert.deepEqual(
    [status?.uri, status?.visibility, status?.content],
    [hello.id, 'direct', '<p>Hello <strong>ana</strong></p>\n'],
  )
  assert.deepEqual(
    status?.mentions.map(({ acct }) => acct),
    ['ana'],
  )
})

scenario('a private message is never public, whatever its audience says, then or in an edit (A-32)', async (world) => {
  const { lagoon, ana, lia, message, send } = await lemmyPeer(world)
  const bo = await lagoon.user('bo')
  await bo.follow(lia.handle)
  const loud = message('psst', { to: [PUBLIC, ana.uri], cc: [lia.followers] })
  await send(lia.create(loud))
  const seen = await ana.find(loud.id)
  const asNote = { ...lia.edited(loud, 'louder'), type: 'Note' }
  lia.peer.serve(loud.id, asNote)
  await send(lia.update(asNote))
  assert.deepEqual([textOf(await ana.view(seen)), (await ana.view(seen)).visibility], ['louder', 'direct'])
  assert.equal(await bo.viewCode(seen), 404)
  assert.deepEqual(await bo.homeTexts(), [])
  assert.equal((await ana.api('POST', `/api/v1/statuses/${seen.id}/reblog`)).status, 403)
})

scenario(
  'private messages of two people are one conversation, also if they say nothing of each other',
  async (world) => {
    const { ana, lia, message, send } = await lemmyPeer(world)
    const early = message('early')
    await world.clock.advance('1h')
    const [first, second] = [message('first'), message('second', { published: world.clock.iso() })]
    await send(lia.create(first), lia.create(second), lia.create(early))
    const { ancestors } = await ana.thread(await ana.find(second.id))
    assert.deepEqual(ancestors.map(textOf), ['first'])
    assert.deepEqual((await ana.thread(await ana.find(early.id))).ancestors, [])
  },
)

scenario(
  'edits and deletions of a private message are believed, since its origin serves it to nobody',
  async (world) => {
    const { ana, peer, lia, message, send } = await lemmyPeer(world)
    const [hello, lost] = [message('hello'), message('lost')]
    await send(lia.create(hello))
    const seen = await ana.find(hello.id)
    await world.clock.advance('1m')
    const updated = world.clock.iso()
    await send(lia.update({ ...hello, content: '<p>hello again</p>', updated }))
    assert.equal(textOf(await ana.view(seen)), 'hello again')
    await send(lia.update({ ...lost, content: '<p>found</p>', updated }), lia.create(lost))
    assert.equal(textOf(await ana.find(lost.id)), 'found')
    await send(lia.delete(hello.id))
    assert.equal(await ana.viewCode(seen), 404)
    assert.deepEqual(
      peer.requests.filter((request) => request.includes('private_message')),
      [],
    )
  },
)

scenario(
  'a deleted private message comes back whole within a week, and later edits count at any time',
  async (world) => {
    const { lagoon, ana, lia, message, send } = await lemmyPeer(world)
    const attachment = { type: 'Image', mediaType: 'image/png', url: 'https://lemmy.test/cat.png', name: 'a cat' }
    const [first, second] = [message('first', { summary: 'careful', attachment }), message('second')]
    const undelete = (uri: string) => lia.undo(lia.delete(uri, { id: lia.mint('deletes') }))
    await send(lia.create(first), lia.create({ ...second, published: world.clock.iso() }))
    const before = await ana.find(first.id)
    await send(lia.delete(first.id))
    assert.equal(await ana.viewCode(before), 404)
    await send(undelete(first.id))
    const back = await ana.find(first.id)
    const shown = ({ content, spoiler_text, created_at, visibility, mentions, media_attachments }: StatusEntity) => ({
      ...{ content, spoiler_text, created_at, visibility },
      mentions: mentions.map(({ acct }) => acct),
      media: media_attachments.map(({ description, remote_url }) => [description, remote_url]),
    })
    assert.deepEqual(shown(back), shown(before))
    assert.equal((await ana.thread(await ana.find(second.id))).ancestors[0]?.id, back.id)

    const other = await (await world.peer('evil.test')).actor('mallory')
    await send(lia.delete(first.id))
    await other.post(lagoon, other.undo(lia.delete(first.id)))
    await world.settle()
    await world.clock.advance('8d')
    await world.settle()
    assert.equal((await lagoon.app.db.selectFrom('deleted_messages').selectAll().execute()).length, 0)
    await send(undelete(first.id))
    assert.deepEqual((await ana.search(first.id)).statuses, [])
    await send(lia.update({ ...first, content: '<p>edited</p>', updated: world.clock.iso() }))
    assert.equal(textOf(await ana.find(first.id)), 'edited')
  },
)

scenario('a chat message of Pleroma keeps its picture, and one to nobody here is dropped', async (world) => {
  const { ana, lia, message, send } = await lemmyPeer(world)
  const attachment = { type: 'Document', mediaType: 'image/png', url: 'https://lemmy.test/cat.png', name: 'a cat' }
  const picture = message('', {
    attachment,
    content: undefined,
    source: undefined,
    actor: lia.id,
    attributedTo: undefined,
  })
  await send(lia.create(picture))
  const [medium] = (await ana.find(picture.id)).media_attachments
  assert.equal(medium?.description, 'a cat')
  await send(lia.create(message('to another', { to: ['https://other.test/users/cy'] })))
  assert.equal((await ana.notified()).length, 1)
})
