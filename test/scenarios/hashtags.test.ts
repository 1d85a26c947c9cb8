/** Hashtags of every script, in posts from here and from other servers. */
import assert from 'node:assert/strict'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import { followedPeer } from './followed-peer.ts'

scenario('a post is found under each spelling of its hashtags, and clients see them in its order', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const posts = [await ana.post('#zebra #BLÅHAJ #ぼっち・ざ・ろっく'), await ana.post('#ｂｌａｈａｊ again')]
  assert.deepEqual(
    posts.map(({ tags }) => tags.map(({ name }) => name)),
    [['zebra', 'blahaj', 'ぼっち・ざ・ろっく'], ['blahaj']],
  )
  assert.match(posts[0]?.content ?? '', /#<span>BLÅHAJ<\/span>/)
  for (const tag of ['blahaj', 'blåhaj', 'BLÅHAJ']) {
    const found = await ana.call('GET', `/api/v1/timelines/tag/${encodeURIComponent(tag)}`)
    assert.deepEqual(found.map(({ id }: Json) => id).sort(), posts.map(({ id }) => id).sort(), tag)
  }
})

scenario('hashtags go to other servers in their normalized spelling, in the order of the text', async (world) => {
  const { lagoon, bo, peer, ana } = await followedPeer(world)
  await bo.send(lagoon, bo.follow(ana.uri))
  await world.settle()
  await ana.post('#Zebra and #Apfelkuchen, #ÄPFEL #äpfel')
  await world.settle()
  const { object } = peer.receivedOf('Create')[0] as { object: { tag: Json[]; content: string } }
  assert.deepEqual(object.tag, [
    { type: 'Hashtag', href: 'https://lagoon.test/tags/zebra', name: '#zebra' },
    { type: 'Hashtag', href: 'https://lagoon.test/tags/apfelkuchen', name: '#apfelkuchen' },
    { type: 'Hashtag', href: 'https://lagoon.test/tags/apfel', name: '#apfel' },
  ])
  assert.match(object.content, /#<span>Zebra<\/span>/)
})

scenario('the hashtags of a remote post are kept, without signs that a hashtag cannot have', async (world) => {
  const { ana, bo, send } = await followedPeer(world)
  const names = ['#ぼっち・ざ・ろっく', '#rogue-like', 'plain', '#हिन्दी', '#2026']
  await send(bo.create(bo.note('x', { tag: names.map((name) => ({ type: 'Hashtag', name })) })))
  const [post] = await ana.home()
  assert.deepEqual(
    post?.tags.map(({ name }) => name),
    ['ぼっち・ざ・ろっく', 'roguelike', 'plain', 'हिन्दी'],
  )
})
