/** Posts of other servers in the forms in which real ones write them, as a reader sees them. */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { type PeerActor, PUBLIC } from '../world/peer-actor.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

/** Each property as JSON-LD may write it as well. */
function wrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(wrapped)
  if (typeof value !== 'object' || value === null) return value
  const isKept = (name: string) => ['@context', 'id', 'name'].includes(name) || name.endsWith('Map')
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      isKept(name) || Array.isArray(inner) ? inner : [wrapped(inner)],
    ]),
  )
}

scenario('a post and a profile whose every value is in a list look like any other (A-02)', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const picture = {
    type: 'Image',
    mediaType: 'image/png',
    url: 'https://reef.test/1.png',
    summary: 'a fish',
    width: 4,
    height: 3,
  }
  const tag = [
    { type: 'Mention', href: ana.uri },
    { type: 'Hashtag', name: '#sea' },
  ]
  const note = bo.note('hi', {
    summary: 'I <3 you',
    sensitive: true,
    attachment: picture,
    tag,
    cc: ana.uri,
    updated: '2026-01-01T00:00:00Z',
  })
  const other = { ...(wrapped(note) as Json), id: `${note.id}b`, url: [{ type: ['Link'], href: [note.url] }] }
  bo.changes = wrapped({
    name: 'Bo <3',
    attachment: { type: 'PropertyValue', name: 'A', value: 'b' },
    icon: picture,
    'toot:discoverable': true,
  }) as Json
  await send(bo.create(note), bo.update(bo.document), {
    ...(wrapped(bo.create(note)) as Json),
    id: bo.mint('creates'),
    actor: [bo.id],
    object: [other],
  })
  const shown = await ana.home()
  const [one, two] = shown.map(({ id: _, uri: __, created_at: ___, media_attachments, ...status }) => ({
    ...status,
    media_attachments: media_attachments.map(({ description, meta }: Json) => [description, meta]),
  }))
  assert.equal(shown.length, 2)
  assert.deepEqual(two, one)
  assert.equal(one?.spoiler_text, 'I <3 you')
  assert.deepEqual(
    one?.mentions.map(({ acct }) => acct),
    ['ana'],
  )
  const { display_name, discoverable, fields } = await ana.findAccount(bo.handle)
  assert.deepEqual([display_name, discoverable, (fields as Json[]).length], ['Bo <3', true, 1])
})

scenario(
  'what a post leaves out is taken from its Create, and stays when the post is fetched again (A-06)',
  async (world) => {
    const { ana, bo, send } = await followedPeer(world)
    const bare = bo.note('hello', { attributedTo: undefined, to: undefined, cc: undefined })
    await send({ id: '', type: 'Create', actor: bo.id, to: PUBLIC, object: bare })
    const [shown] = await ana.home()
    assert.deepEqual([shown?.uri, shown?.visibility, shown?.account.acct], [bare.id, 'public', bo.handle])
    await send({ id: bo.mint('updates'), type: 'Update', actor: bo.id, to: PUBLIC, object: bare.id })
    const [again] = await ana.home()
    assert.equal(again?.visibility, 'public')
    await send({ id: '', type: 'Delete', actor: bo.id, object: { id: bare.id, type: 'Tombstone' } })
    assert.deepEqual(await ana.home(), [])
  },
)

scenario('a film names its account and its channel (A-06)', async (world) => {
  const { ana, bo, send, peer, lagoon } = await followedPeer(world)
  const channel = await peer.actor('channel', { type: 'Group' })
  await ana.follow(channel.handle)
  await world.settle()
  await channel.send(lagoon, channel.accept(peer.receivedOf('Follow').at(-1) as Json))
  await world.settle()
  const cy = await peer.actor('cy')
  const film = (author: PeerActor, name: string) =>
    author.note('', { type: 'Video', name, attributedTo: [author.id, channel.id] })
  const [sent, announced, found] = [film(bo, 'Sent'), film(cy, 'Announced'), film(cy, 'Found')]
  await send(bo.create(sent))
  assert.equal((await ana.home())[0]?.account.acct, bo.handle)
  await channel.send(lagoon, channel.announce(announced.id))
  await world.settle()
  const [boost] = await ana.home()
  assert.deepEqual([boost?.reblog?.uri, boost?.reblog?.account.acct], [announced.id, cy.handle])
  assert.equal((await ana.find(found.id)).account.acct, cy.handle)
})

scenario('a title survives an edit, though a blog sends an Article first and a Note then', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const article = bo.note('long', { type: 'Article', name: 'Title with <angle> & "quotes"' })
  await send(bo.create(article))
  await world.clock.advance('5s')
  await send(bo.update(bo.edited(article, 'short', { type: 'Note', name: 'New title' })))
  const status = await ana.find(article.id)
  assert.equal(status.content, '<p><strong>New title</strong></p><p>short</p>')
})
