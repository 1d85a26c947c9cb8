/** Direct posts to one person on a Lemmy before 1.0, which takes private messages only as ChatMessage. */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import { DAY, MINUTE } from '../../src/lib/durations.ts'
import type { Json, Peer } from '../world/peer.ts'
import { textOf } from '../world/person.ts'
import { picture } from '../world/photograph.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'
import { announceSoftware, lemmyPeer } from './lemmy-peer.ts'

const DIRECT = { visibility: 'direct' } as const
const readers = ({ mentions }: StatusEntity) => mentions.map(({ acct }) => acct)
const nodeInfoAsked = ({ requests }: Peer) => requests.filter((request) => request.includes('nodeinfo')).length
const objectOf = (activity: Json | undefined) => activity?.object as Json
const sourceOf = (activity: Json | undefined) => (objectOf(activity).source as Json).content

async function lastSent(world: World, peer: Peer, type = 'Create'): Promise<Json | undefined> {
  await world.settle()
  return peer.receivedOf(type).at(-1)
}

scenario(
  'a direct post to one person on Lemmy 0.19 is a ChatMessage, and so are its edit and its deletion',
  async (world) => {
    const { ana, lia, peer } = await lemmyPeer(world)
    const post = await ana.post('@lia@lemmy.test hello *you*\n1. first', DIRECT)
    const create = await lastSent(world, peer)
    assert.deepEqual([create?.actor, create?.to, create?.cc], [ana.uri, [lia.id], []])
    const { '@context': _, ...object } = objectOf(create)
    assert.deepEqual(object, {
      id: post.uri,
      type: 'ChatMessage',
      attributedTo: ana.uri,
      to: [lia.id],
      cc: [],
      published: post.created_at,
      content: post.content,
      mediaType: 'text/html',
      source: {
        content: '[@lia@lemmy.test](https://lemmy.test/@lia) hello \\*you\\*  \n1\\. first',
        mediaType: 'text/markdown',
      },
    })

    // Its server may have been upgraded by now.
    announceSoftware(peer, { name: 'lemmy', version: '1.0.0' })
    await world.clock.advance('2d')
    await ana.edit(post, 'hello again')
    const update = await lastSent(world, peer, 'Update')
    assert.deepEqual(
      [objectOf(update).type, objectOf(update).to, sourceOf(update)],
      ['ChatMessage', [lia.id], 'hello again'],
    )
    const served = await lia.get(post.uri)
    assert.equal((served.json() as Json).type, 'ChatMessage')
    await ana.delete(post)
    const deletion = await lastSent(world, peer, 'Delete')
    assert.deepEqual([deletion?.to, objectOf(deletion).id], [[lia.id], post.uri])
  },
)

scenario('other software, Lemmy 1.0, several readers and other visibilities get a Note', async (world) => {
  const { ana, peer } = await lemmyPeer(world)
  await peer.actor('max')
  const forms: unknown[] = []
  const send = async (text: string, draft: Parameters<typeof ana.post>[1] = DIRECT) => {
    await ana.post(text, draft)
    forms.push(objectOf(await lastSent(world, peer)).type)
  }
  await send('@lia@lemmy.test @max@lemmy.test to both')
  await send('@lia@lemmy.test to all', { visibility: 'public' })
  await send('@lia@lemmy.test to followers', { visibility: 'private' })
  assert.equal(nodeInfoAsked(peer), 0)
  await send('@lia@lemmy.test to her')
  for (const software of [{ name: 'lemmy', version: '1.0.0-beta.1' }, { name: 'Pleroma', version: '2.9.1' }, 'lemmy']) {
    announceSoftware(peer, software)
    await world.clock.advance('25h')
    await send('@lia@lemmy.test to her')
  }
  assert.deepEqual(forms, ['Note', 'Note', 'Note', 'ChatMessage', 'Note', 'Note', 'Note'])
})

scenario(
  'NodeInfo is asked for once a day, and what a server said before counts while it does not answer',
  async (world) => {
    const { ana, peer } = await lemmyPeer(world)
    for (const text of ['one', 'two', 'three']) await ana.post(`@lia@lemmy.test ${text}`, DIRECT)
    assert.equal(nodeInfoAsked(peer), 2)
    peer.serve('/.well-known/nodeinfo', 503)
    await world.clock.advance(DAY + MINUTE)
    await ana.post('@lia@lemmy.test four', DIRECT)
    await ana.post('@lia@lemmy.test five', DIRECT)
    assert.equal(nodeInfoAsked(peer), 3)
    assert.equal(objectOf(await lastSent(world, peer)).type, 'ChatMessage', 'what it said before counts')
  },
)

scenario('a server whose NodeInfo fails gets a Note, and is asked again ten minutes later', async (world) => {
  const { ana } = await lemmyPeer(world)
  const unreachable = await world.peer('quick.lemmy.test')
  await unreachable.actor('zoe')
  unreachable.serve('/.well-known/nodeinfo', 500)
  await ana.post('@zoe@quick.lemmy.test hello', DIRECT)
  assert.equal(objectOf(await lastSent(world, unreachable)).type, 'Note')
  await ana.post('@zoe@quick.lemmy.test hello again', DIRECT)
  assert.equal(nodeInfoAsked(unreachable), 1, 'the failure is remembered')
  announceSoftware(unreachable, { name: 'lemmy', version: '0.19.3' })
  await world.clock.advance('11m')
  await ana.post('@zoe@quick.lemmy.test once more', DIRECT)
  assert.equal(objectOf(await lastSent(world, unreachable)).type, 'ChatMessage')
})

scenario('a content warning and media are written into the text of a ChatMessage', async (world) => {
  const { ana, peer } = await lemmyPeer(world)
  const cat = await ana.upload(await picture(), { description: 'a [cat]\nasleep' })
  await ana.post('@lia@lemmy.test look', { ...DIRECT, media_ids: [cat], spoiler_text: 'cats' })
  const warned = await lastSent(world, peer)
  assert.match(
    String(sourceOf(warned)),
    /^::: spoiler cats\n\[@lia@lemmy\.test\]\(.*\) look\n\n!\[a \\\[cat\\\] asleep\]\(https:\/\/lagoon\.test\/media\/.*\)\n:::$/,
  )
  assert.match(
    String(objectOf(warned).content),
    /^<details><summary>cats<\/summary><p>.*look<\/p><p><a href="https:\/\/lagoon\.test\/media\/.*">a \[cat\] asleep<\/a><\/p><\/details>$/,
  )

  const other = await ana.upload(await picture())
  await ana.post('@lia@lemmy.test **bold**', {
    ...DIRECT,
    content_type: 'text/markdown',
    media_ids: [other],
    sensitive: true,
  })
  const sensitive = String(sourceOf(await lastSent(world, peer)))
  assert.match(sensitive, /\) \*\*bold\*\*\n\n::: spoiler Sensitive media\n!\[Picture\]\(https:.*\)\n:::$/)
})

scenario(
  'an answer to a private message goes to its author, named or not, and the conversation continues',
  async (world) => {
    const { ana, lia, peer, message, send } = await lemmyPeer(world)
    const hello = message('hello')
    await send(lia.create(hello))
    const seen = await ana.find(hello.id)
    const named = await ana.reply(seen, '@lia@lemmy.test named', DIRECT)
    assert.deepEqual((await lastSent(world, peer))?.to, [lia.id])
    const unnamed = await ana.reply(named, 'unnamed', DIRECT)
    assert.equal(sourceOf(await lastSent(world, peer)), 'unnamed')
    assert.deepEqual(readers(unnamed), ['lia@lemmy.test'])
    const back = message('back', { published: world.clock.iso() })
    await send(lia.create(back))
    assert.equal((await ana.find(back.id)).in_reply_to_id, unnamed.id)
    assert.deepEqual((await ana.thread(await ana.find(back.id))).ancestors.map(textOf), [
      'hello',
      '@lia named',
      'unnamed',
    ])
  },
)

scenario('an edit of a private message keeps its one reader', async (world) => {
  const { ana, lia, lagoon, peer } = await lemmyPeer(world)
  await lagoon.user('bo')
  const post = await ana.post('@lia@lemmy.test hello', DIRECT)
  await world.settle()
  const refused = await ana.api('PUT', `/api/v1/statuses/${post.id}`, { status: '@lia@lemmy.test @bo hello' })
  assert.equal(refused.status, 422)
  assert.match(refused.body.error, /cannot mention more people: this private message has only one reader/)
  const edited = await ana.edit(post, 'without a name')
  assert.deepEqual(readers(edited), ['lia@lemmy.test'])
  assert.deepEqual((await lastSent(world, peer, 'Update'))?.to, [lia.id])
})
