/** The community server itself: what it refuses, what it announces, and what it shows. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { DAY } from '../../../src/lib/durations.ts'
import type { Json, Peer } from '../peer.ts'
import { type PeerActor, PUBLIC, type SendOptions } from '../peer-actor.ts'
import { createWorld, type World } from '../world.ts'
import type { CommunityServer } from './community-server.ts'
import type { Member } from './member.ts'
import { type Community, type Entry, isShown } from './state.ts'

/** Lia moderates the cafe of lemmy.test, max is a member there, and ana follows it from a scripted server. */
interface Scene {
  world: World
  server: CommunityServer
  cafe: Community
  lia: Member
  max: Member
  peer: Peer
  ana: PeerActor
  post: Entry
}

async function scene(world: World): Promise<Scene> {
  const server = await world.communityServer('lemmy.test')
  const [lia, max] = [await server.member('lia'), await server.member('max')]
  const cafe = await server.community('cafe', lia)
  const peer = await world.peer('peer.test')
  const ana = await peer.actor('ana')
  await ana.send(`${cafe.id}/inbox`, ana.follow(cafe.id, { to: [cafe.id] }))
  const post = await lia.post(cafe, { title: 'A title', text: 'A text' })
  await world.settle()
  return { world, server, cafe, lia, max, peer, ana, post }
}

/** What the community has announced: `Create(Page)` or `Page`, in the order of arrival. */
function announced({ peer }: Scene): string[] {
  return peer.receivedOf('Announce').map(({ object }) => {
    const { type, object: inner } = object as Json
    const innerType = (inner as Json | undefined)?.type
    return innerType ? `${type}(${innerType})` : String(type)
  })
}

async function answer({ ana, server }: Scene, activity: Json, options?: SendOptions): Promise<string> {
  const { status, text } = await ana.post(server, activity, options)
  return status === 200 ? 'ok' : `${status} ${text()}`
}

function reply({ ana, cafe }: Scene, to: { id: string }, changes: Json = {}): Json & { id: string } {
  return ana.note('a reply', { inReplyTo: to.id, cc: [cafe.id], ...changes })
}

test('each post is announced twice, and each comment, vote and moderation once', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const { lia, max, post, cafe } = s
  const comment = await max.comment(post, 'A comment')
  await max.edit(comment, { text: 'Edited' })
  await max.like(post)
  await max.dislike(post)
  await max.unvote(post)
  await max.delete(comment)
  await max.undelete(comment)
  await lia.lock(post)
  await lia.unlock(post)
  await lia.pin(post)
  await lia.remove(comment, 'rude')
  await lia.restore(comment)
  await lia.ban(cafe, max.id, { end: world.clock.now() + DAY })
  await lia.unban(cafe, max.id)
  await lia.appoint(cafe, max.id)
  await lia.describe(cafe, { title: 'The cafe', description: 'Tea, too.' })
  await world.settle()
  const expected =
    'Create(Page) Page Create(Note) Update(Note) Like Dislike Undo(Dislike) Delete Undo(Delete) Lock Undo(Lock)'
  assert.deepEqual(announced(s), [
    ...expected.split(' '),
    ...'Add Delete Undo(Delete) Block Undo(Block) Add Update(Group)'.split(' '),
  ])
  assert.deepEqual([...cafe.moderators], [lia.id, max.id])
})

test('documents have the properties of recorded ones', async () => {
  await using world = await createWorld()
  const { peer, lia, max, post, cafe, server } = await scene(world)
  const comment = await max.comment(post, 'A comment')
  await max.like(post)
  await lia.remove(post, 'rude')
  await lia.lock(post)
  await lia.pin(post)
  await lia.ban(cafe, max.id, { end: world.clock.now() + DAY })
  await lia.message(peer.origin.concat('/users/ana'), 'Hello')
  await world.settle()
  const sent = new Map(peer.received.map(({ activity }) => [nameOf(activity), activity]))
  const recorded = {
    'Announce.Create.Page': 'announce-create-page-text',
    'Announce.Page': 'announce-page-text',
    'Announce.Create.Note': 'announce-create-note',
    'Announce.Like': 'announce-like-post',
    'Announce.Delete': 'announce-delete-by-moderator-post',
    'Announce.Lock': 'announce-lock',
    'Announce.Add': 'announce-add-featured',
    'Announce.Block': 'announce-block-from-community-with-end',
    'Accept.Follow': 'accept-follow-by-community',
    'Create.ChatMessage': 'create-chatmessage',
  }
  for (const [name, file] of Object.entries(recorded))
    assert.deepEqual(shapeOf(sent.get(name)), shapeOf(read(file)), name)
  const get = async (path: string) => (await server.answer(new Request(`${server.origin}${path}`))).json()
  assert.deepEqual(shapeOf(await get('/comment/1')), shapeOf(read('note-comment')))
  assert.deepEqual(shapeOf(await get('/c/cafe/outbox')), shapeOf({ ...read('outbox-community'), orderedItems: [] }))
  assert.equal(comment.id, 'https://lemmy.test/comment/1')
})

test('only signatures of draft-cavage by the actor are accepted', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const like = () => s.ana.like(s.post.id)
  const digest = '400 {"error":"unknown","message":"Incoming activity has invalid digest for body"}'
  const signature = '400 {"error":"unknown","message":"Incoming activity has invalid signature"}'
  assert.equal(await answer(s, like(), { form: 'rfc9421' }), digest)
  assert.equal(await answer(s, like(), { flaw: 'digest' }), digest)
  for (const flaw of ['unsigned', 'signature', 'no-date'] as const)
    assert.match(await answer(s, like(), { flaw }), /^400 /, flaw)
  const cy = await s.peer.actor('cy')
  assert.equal(await answer(s, { ...like(), actor: cy.id }), signature)
  assert.equal(await answer(s, like()), 'ok')
  assert.deepEqual([...s.post.votes], [[s.ana.id, 'Like']])
})

test('what Lemmy refuses is refused with its words', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const { ana, cafe, lia, post } = s
  const say = (note: Json) => answer(s, ana.create(note))
  assert.equal(
    await say(ana.note('hidden', { to: [ana.followers], cc: [cafe.id] })),
    '400 {"error":"object_is_not_public"}',
  )
  assert.equal(await say(ana.note('nowhere')), '400 {"error":"couldnt_find_community"}')
  assert.match(await say(reply(s, { id: `${s.peer.origin}/lost` })), /^400 .*Failed to fetch/)
  assert.match(await answer(s, ana.announce(post.id)), /^400 .*AnnouncableActivities/)
  assert.match(await answer(s, ana.update(ana.document)), /^400 .*AnnouncableActivities/)
  assert.match(await answer(s, ana.delete(`${ana.id}/none`)), /^404 .*Record not found/)
  assert.match(await answer(s, ana.delete(post.id)), /^400 .*Domain name mismatch/)
  await lia.lock(post)
  assert.equal(await say(reply(s, post)), '400 {"error":"post_is_locked"}')
  await lia.unlock(post)
  await lia.ban(cafe, ana.id, { end: world.clock.now() + DAY })
  assert.equal(await say(reply(s, post)), '400 {"error":"person_is_banned_from_community"}')
  assert.equal(await answer(s, ana.like(post.id)), '400 {"error":"person_is_banned_from_community"}')
  await world.clock.advance(DAY)
  assert.equal(await say(reply(s, post)), 'ok')
})

test('a post of another server is stored and announced, also as the note alone with its author', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const note = s.ana.note('@cafe A first line</p><p>A second', { cc: [s.cafe.id] })
  const create = s.ana.create(note)
  assert.equal(await answer(s, create), 'ok')
  assert.equal(await answer(s, create), '400 {"error":"unknown","message":""}')
  await world.settle()
  const stored = s.server.site.entry(note.id)
  assert.equal(stored.text.title, 'A first line')
  assert.deepEqual(announced(s).slice(2), ['Create(Note)', 'Note'])
  const { object } = s.peer.receivedOf('Announce').at(-1) as { object: Json }
  assert.equal(object.actor, s.ana.id)
  assert.equal(await answer(s, s.ana.delete(note.id)), 'ok')
  assert.ok(!isShown(stored))
})

test('a reply to what the server has not seen is stored with the thread above it', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const first = reply(s, s.post)
  const second = reply(s, first)
  assert.equal(await answer(s, s.ana.create(second)), 'ok')
  assert.equal(s.server.site.entry(second.id).parent, s.server.site.entry(first.id))
})

test('a private message has one reader', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const message = (to: string[]) => {
    const object = { id: s.ana.mint('messages'), type: 'ChatMessage', attributedTo: s.ana.id, to, content: '<p>Hi</p>' }
    return s.ana.create({ ...object, published: undefined })
  }
  assert.match(await answer(s, message([s.lia.id, s.max.id])), /^400 /)
  assert.equal(await answer(s, message([s.lia.id])), 'ok')
  assert.deepEqual(
    [...s.server.site.messages.values()].map(({ html }) => html),
    ['<p>Hi</p>'],
  )
})

test('activities can be fetched, but not those of the community', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const announce = s.peer.receivedOf('Announce')[0] as { id: string; object: { id: string } }
  const status = async (url: string) => (await s.server.answer(new Request(url))).status
  assert.equal(await status(announce.object.id), 200)
  assert.equal(await status(announce.id), 404)
  await s.lia.message(s.ana.id, 'Hello')
  assert.equal(await status(`${s.server.origin}/activities/create/2`), 403)
  await s.lia.remove(s.post)
  assert.equal(await status(s.post.id), 410)
})

test('servers that show their own actor are told who leaves, is reported or banned from the site', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  const lagoon = await world.server('lagoon.test')
  const bo = await lagoon.user('bo')
  await bo.follow('@cafe@lemmy.test')
  await world.settle()
  assert.deepEqual([...s.server.site.serverInboxes.keys()], ['lagoon.test'])
  await s.lia.banFromSite(bo.uri, { reason: 'spam' })
  await s.max.leave()
  await world.settle()
  const told = world.tape.find({ from: 'lemmy.test', to: 'lagoon.test', method: 'POST' })
  assert.deepEqual(
    told.slice(-2).map(({ activity }) => activity),
    ['Block', 'Delete'],
  )
  assert.equal((await s.server.answer(new Request(s.max.id))).status, 410)
})

test('a delivery that fails is repeated in order', async () => {
  await using world = await createWorld()
  const s = await scene(world)
  s.peer.reachable = false
  await s.max.like(s.post)
  await s.max.unvote(s.post)
  await world.settle()
  s.peer.reachable = true
  await world.pass('10s')
  assert.deepEqual(announced(s).slice(2), ['Like', 'Undo(Like)'])
})

function read(file: string): Json {
  return JSON.parse(readFileSync(new URL(`../../payloads/recorded/lemmy/${file}.json`, import.meta.url), 'utf8'))
}

function nameOf({ type, object }: Json): string {
  return typeof object === 'object' ? `${type}.${nameOf(object as Json)}` : String(type)
}

const NOT_ALWAYS_THERE = ['language', 'updated', 'source', 'published', 'mediaType']

/** The names of all properties, with those of the objects in it. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shapeOf)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' && value === PUBLIC ? value : typeof value
  const entries = Object.entries(value).filter(([name]) => !NOT_ALWAYS_THERE.includes(name))
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, one]) => [name, shapeOf(one)]))
}
