/** What people here do in the threads of a community of another server reaches that server, too (FEP-1b12). */
import assert from 'node:assert/strict'
import { deleteAccount } from '../../../src/core/accounts/delete.ts'
import { findLocalAccount } from '../../../src/core/accounts/find.ts'
import { blockDomain } from '../../../src/core/domains/block.ts'
import type { Json, Peer } from '../../world/peer.ts'
import { type PeerActor, PUBLIC } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

interface Scene {
  lagoon: TestServer
  ana: Person
  /** The server of the community. */
  forum: Peer
  cafe: PeerActor
  /** The server of a member, whose topic the community announced. */
  home: Peer
  nora: PeerActor
  /** The topic, as nora sent it. */
  topic: Json & { id: string }
  /** Forgets what the two servers received until now. */
  listen(): void
}

/** Ana looks at a topic that nora, whose server is a third one, started in the community cafe. */
async function communityThread(world: World): Promise<Scene> {
  const lagoon = await world.server('lagoon.test')
  const [forum, home] = [await world.peer('lemmy.test'), await world.peer('reef.test')]
  const [ana, cafe, nora] = [await lagoon.user('ana'), await group(forum, 'cafe'), await home.actor('nora')]
  const topic = nora.note('green tea', { to: [PUBLIC, cafe.id], audience: cafe.id })
  const listen = () => {
    for (const { received } of [forum, home]) received.length = 0
  }
  return { lagoon, ana, forum, cafe, home, nora, topic, listen }
}

const group = (peer: Peer, name: string) => peer.actor(name, { type: 'Group' })
const typesAt = (peer: Peer) => peer.received.map(({ activity }) => activity.type)
const objectOf = (activity: Json | undefined) => activity?.object as Json
const asList = (value: unknown) => value as string[]

function assertInCommunity(cafe: PeerActor, ...documents: (Json | undefined)[]): void {
  for (const document of documents) {
    assert.equal(document?.audience, cafe.id)
    if (document && 'cc' in document) assert.ok(asList(document.cc).includes(cafe.id))
  }
}

scenario('a reply, its edits and its deletion reach the author and the community, once each', async (world) => {
  const { ana, forum, cafe, home, topic } = await communityThread(world)
  const reply = await ana.reply(await ana.find(topic.id), 'black tea')
  await world.settle()
  await world.clock.advance('2s')
  await ana.edit(reply, 'white tea')
  await world.settle()
  await ana.delete(reply)
  await world.settle()
  assert.deepEqual(typesAt(forum), ['Create', 'Update', 'Delete'])
  assert.deepEqual(typesAt(home), ['Create', 'Update', 'Delete'])
  const [create, update, deletion] = forum.received.map(({ activity }) => activity)
  assertInCommunity(cafe, create, objectOf(create), update, objectOf(update), deletion)
  assert.equal(objectOf(create).name, undefined, 'a reply has no title')
  assert.deepEqual(
    forum.received.map(({ path }) => path),
    ['/inbox', '/inbox', '/inbox'],
  )
})

scenario('the community hears of replies to replies, whoever wrote these', async (world) => {
  const { ana, forum, home, cafe, nora, topic, listen, lagoon } = await communityThread(world)
  const first = await ana.reply(await ana.find(topic.id), 'black tea')
  await world.settle()
  await nora.send(lagoon, nora.create(nora.note('why?', { inReplyTo: first.uri })))
  await world.settle()
  listen()
  const [answer] = (await ana.thread(first)).descendants
  assert.ok(answer)
  const second = await ana.reply(answer, 'because')
  await ana.reply(second, 'and because')
  await world.settle()
  assert.deepEqual(typesAt(forum), ['Create', 'Create'])
  assert.deepEqual(typesAt(home), ['Create'])
  for (const { activity } of forum.received) assertInCommunity(cafe, activity, objectOf(activity))
})

scenario('a Like and its Undo reach the author and the community, also of a post written here', async (world) => {
  const { ana, lagoon, forum, home, cafe, topic, listen } = await communityThread(world)
  const [seen, bo] = [await ana.find(topic.id), await lagoon.user('bo')]
  await ana.favourite(seen)
  await world.settle()
  await ana.unfavourite(seen)
  await world.settle()
  assert.deepEqual(
    [typesAt(forum), typesAt(home)],
    [
      ['Like', 'Undo'],
      ['Like', 'Undo'],
    ],
  )
  assertInCommunity(cafe, ...forum.received.map(({ activity }) => activity))
  const own = await ana.reply(seen, 'black tea')
  await world.settle()
  listen()
  await bo.favourite(own)
  await world.settle()
  assert.deepEqual([typesAt(forum), typesAt(home)], [['Like'], []])
})

scenario('an author on the server of the community is sent one copy', async (world) => {
  const { ana, forum, cafe } = await communityThread(world)
  const lia = await forum.actor('lia')
  const topic = lia.note('oolong', { to: [PUBLIC, cafe.id], audience: cafe.id })
  const seen = await ana.find(topic.id)
  await ana.favourite(seen)
  await world.settle()
  await ana.reply(seen, `@${lia.handle} @${cafe.handle} which?`)
  await world.settle()
  assert.deepEqual(typesAt(forum), ['Like', 'Create'])
})

scenario('a reply for followers or a direct one is none of the community', async (world) => {
  const { ana, forum, home, topic } = await communityThread(world)
  const seen = await ana.find(topic.id)
  await ana.reply(seen, 'only for you', { visibility: 'direct' })
  const limited = await ana.reply(seen, 'for my followers', { visibility: 'private' })
  await ana.favourite(limited)
  await world.settle()
  assert.deepEqual(typesAt(forum), [])
  for (const { activity } of home.received) assert.equal(activity.audience, undefined)
})

scenario('a boost goes where boosts go: a community announces what it wants', async (world) => {
  const { ana, forum, home, topic } = await communityThread(world)
  const seen = await ana.find(topic.id)
  await ana.boost(seen)
  await world.settle()
  await ana.unboost(seen)
  await world.settle()
  assert.deepEqual([typesAt(forum), typesAt(home)], [[], ['Announce', 'Undo']])
})

scenario('nothing is sent to a community that is gone or whose server is blocked', async (world) => {
  const { lagoon, ana, forum, home, cafe, topic } = await communityThread(world)
  const seen = await ana.find(topic.id)
  await cafe.send(lagoon, cafe.delete(cafe.id))
  await world.settle()
  await ana.reply(seen, 'anyone there?')
  await world.settle()
  await ana.favourite(seen)
  await world.settle()
  assert.deepEqual([typesAt(forum), typesAt(home)], [[], ['Create', 'Like']])
  for (const { activity } of home.received) assert.equal(activity.audience, undefined)

  const teatime = await group(await world.peer('forum.test'), 'teatime')
  const other = await ana.find(
    (await home.actor('max')).note('mate', { to: [PUBLIC, teatime.id], audience: teatime.id }).id,
  )
  await blockDomain(lagoon.app, 'forum.test')
  await ana.reply(other, 'anyone here?')
  await world.settle()
  assert.deepEqual(typesAt(teatime.peer), [])
})

scenario(
  'a topic starts with the first mentioned community, and carries its first line as its title',
  async (world) => {
    const { ana, forum, cafe } = await communityThread(world)
    const teatime = await group(await world.peer('forum.test'), 'teatime')
    const text = `@${cafe.handle} What does @${teatime.handle} drink?\n\nGreen tea? *Really*?`
    const topic = await ana.post(text)
    await world.settle()
    await world.clock.advance('2s')
    await ana.edit(topic, text.replace('Green', 'White'))
    await world.settle()
    assert.deepEqual(typesAt(forum), ['Create', 'Update'])
    for (const { activity } of forum.received) {
      assertInCommunity(cafe, activity, objectOf(activity))
      assert.equal(objectOf(activity).name, 'What does @teatime drink?')
      assert.match(String(objectOf(activity).content), /What does .*Really/)
      const communities = asList(activity.cc).filter((one) => one === cafe.id || one === teatime.id)
      assert.deepEqual(communities, [cafe.id, teatime.id], 'Lemmy takes the first one in cc')
    }
    assert.equal(objectOf(teatime.peer.received[0]?.activity).audience, cafe.id)
  },
)

const TITLES: [text: string, title: string | undefined, options?: { spoiler_text: string }][] = [
  ['@cafe@lemmy.test\nA title\n\nThe body', 'A title'],
  ['@cafe@lemmy.test', undefined],
  ['Only a title @cafe@lemmy.test', 'Only a title'],
  ['!cafe@lemmy.test What! A title', 'What! A title'],
  ['Only a title !cafe@lemmy.test', 'Only a title'],
  ['@cafe@lemmy.test: The butler did it', 'The end of the book', { spoiler_text: 'The end of the book' }],
  [`@cafe@lemmy.test ${'word '.repeat(60)}`, `${'word '.repeat(39)}word…`],
  [`@cafe@lemmy.test ${'é'.repeat(300)}`, `${'é'.repeat(199)}…`],
]
for (const [text, title, options] of TITLES) {
  scenario(`the title of “${text.slice(0, 40)}” is “${title?.slice(0, 40)}”`, async (world) => {
    const { ana, forum, topic } = await communityThread(world)
    await ana.find(topic.id)
    await ana.post(text, options)
    await world.settle()
    assert.equal(objectOf(forum.receivedOf('Create')[0]).name, title)
  })
}

scenario('a post in Markdown has a title without it', async (world) => {
  const { ana, forum, topic } = await communityThread(world)
  await ana.find(topic.id)
  const text = '@cafe@lemmy.test **Which** [tea](https://page.test/)?\n\n- green\n- black'
  await ana.call('POST', '/api/v1/statuses', { status: text, content_type: 'text/markdown' })
  await world.settle()
  assert.equal(objectOf(forum.receivedOf('Create')[0]).name, 'Which tea?')
})

scenario('another Atoll shows the title of a topic once', async (world) => {
  const { lagoon, ana, topic } = await communityThread(world)
  const bo = await (await world.server('bay.test')).user('bo')
  await ana.find(topic.id)
  const posts = [
    await ana.post('@cafe@lemmy.test Short\n\nThe body'),
    await ana.post('!cafe@lemmy.test A title'),
    await ana.post('@cafe@lemmy.test The butler did it', { spoiler_text: 'The end' }),
    await ana.post(`@cafe@lemmy.test ${'word '.repeat(60)}`),
  ]
  await world.settle()
  for (const post of posts) {
    const seen = await bo.find(post.uri)
    assert.equal(seen.content, (await ana.view(post)).content, lagoon.host)
  }
})

scenario('the copy that a community announces of a post from here is no news', async (world) => {
  const { lagoon, ana, cafe, topic } = await communityThread(world)
  await ana.find(topic.id)
  const bo = await lagoon.user('bo')
  await bo.follow(cafe.handle)
  const own = await ana.post('@cafe@lemmy.test My topic')
  await world.settle()
  const received = cafe.peer.receivedOf('Create')[0] as Json
  await cafe.send(lagoon, cafe.announce('', { object: received }))
  await cafe.send(lagoon, cafe.announce('', { object: { ...objectOf(received), actor: ana.uri } }))
  await cafe.send(lagoon, cafe.announce(own.uri))
  await world.settle()
  assert.deepEqual(await ana.notified(), [])
  const seen = await ana.view(own)
  assert.deepEqual([seen.reblogs_count, (await ana.statusesOf(ana)).length], [1, 1])
  const other = await group(await world.peer('forum.test'), 'teatime')
  await other.send(lagoon, other.announce(own.uri))
  await world.settle()
  assert.deepEqual(await ana.notified(), ['reblog teatime@forum.test'])
})

scenario('a community is told that an account is deleted, however long ago it wrote there', async (world) => {
  const { lagoon, ana, forum, topic, listen } = await communityThread(world)
  await ana.reply(await ana.find(topic.id), 'black tea')
  await world.settle()
  await world.clock.advance('30d')
  listen()
  const account = await findLocalAccount(lagoon.app, 'ana')
  assert.ok(account)
  await deleteAccount(lagoon.app, account, { via: 'local' })
  await world.settle()
  assert.deepEqual(typesAt(forum), ['Delete'])
  assert.equal(forum.received[0]?.activity.object, ana.uri)
})

scenario('a topic from elsewhere that mentions an unknown community belongs to it', async (world) => {
  const { ana, forum, cafe, home, nora } = await communityThread(world)
  const tag = [{ type: 'Mention', href: cafe.id, name: `@${cafe.handle}` }]
  const topic = nora.note('to the cafe', { cc: [nora.followers, cafe.id], tag })
  await ana.reply(await ana.find(topic.id), 'hello')
  await world.settle()
  assert.deepEqual([typesAt(forum), typesAt(home)], [['Create'], ['Create']])
  assertInCommunity(cafe, forum.received[0]?.activity)
})

scenario('a reply that arrives before its topic joins the community with it', async (world) => {
  const { lagoon, ana, forum, cafe, nora, topic } = await communityThread(world)
  await ana.follow(nora.handle)
  await world.settle()
  await nora.send(lagoon, nora.accept(nora.peer.receivedOf('Follow')[0] as Json))
  nora.peer.forget(topic.id)
  const reply = nora.note('a late answer', { inReplyTo: topic.id })
  await nora.send(lagoon, nora.create(reply))
  await world.settle()
  await world.clock.advance('1m')
  nora.peer.serve(topic.id, topic)
  await nora.send(lagoon, nora.create(topic))
  await world.settle()
  await ana.reply(await ana.find(reply.id), 'hello')
  await world.settle()
  assert.deepEqual(typesAt(forum), ['Create'])
  assertInCommunity(cafe, forum.received[0]?.activity)
})

scenario('a community, an author and a member, each on a server of their own, agree on a thread', async (world) => {
  const lemmy = await world.communityServer('lemmy.test')
  const cafe = await lemmy.community('cafe', await lemmy.member('lia'))
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  const topic = await bo.post('@cafe@lemmy.test Which tea?\n\nGreen or black')
  await world.settle()
  const reply = await ana.reply(await ana.find(topic.uri), 'gren')
  await world.settle()
  const second = await ana.reply(reply, 'and black')
  await world.settle()
  await bo.favourite(await bo.find(reply.uri))
  await ana.favourite(await ana.find(topic.uri))
  await world.clock.advance('2s')
  await ana.edit(reply, 'green')
  await bo.edit(topic, '@cafe@lemmy.test Which tea now?\n\nGreen or black')
  await world.settle()

  const stored = (post: { uri: string }) => lemmy.site.entry(post.uri)
  assert.deepEqual(lemmy.refused, [])
  assert.equal(stored(topic).community, cafe)
  assert.equal(stored(topic).text.title, 'Which tea now?')
  assert.deepEqual([...stored(topic).votes], [[ana.uri, 'Like']])
  assert.deepEqual([...stored(reply).votes], [[bo.uri, 'Like']])
  assert.match(stored(reply).text.html, /green/)
  assert.equal(stored(second).parent, stored(reply))
  assert.equal((await bo.view(topic)).favourites_count, 1)

  await ana.unfavourite(await ana.find(topic.uri))
  await ana.delete(second)
  await world.settle()
  assert.deepEqual(lemmy.refused, [])
  assert.deepEqual([...stored(topic).votes], [])
  assert.equal(stored(second).deleted, true)
  assert.deepEqual(
    (await bo.thread(topic)).descendants.map(({ uri }) => uri),
    [reply.uri],
  )
})

/** Lets everything be dropped that comes from other servers and that nobody here used. */
async function forget(world: World, { app }: TestServer): Promise<void> {
  await world.settle()
  await world.pass('100 days')
  await world.pass('2 hours', 3)
  assert.deepEqual(await app.db.selectFrom('statuses').select('uri').execute(), [])
}

scenario('a topic that was dropped from the cache comes back in its community', async (world) => {
  const { lagoon, ana, forum, cafe, topic } = await communityThread(world)
  const seen = await ana.find(topic.id)
  await forget(world, lagoon)
  await ana.reply(await ana.view(seen), 'still warm?')
  await world.settle()
  assert.deepEqual(typesAt(forum), ['Create'])
  assertInCommunity(cafe, forum.received[0]?.activity)
})

scenario('a dropped reply comes back in its community, also without its topic', async (world) => {
  const { lagoon, ana, home, forum, cafe, nora, topic } = await communityThread(world)
  const comment = nora.note('with honey', { inReplyTo: topic.id })
  await ana.follow(cafe.handle)
  const seen = await ana.find(comment.id)
  await forget(world, lagoon)
  home.forget(topic.id)
  await ana.reply(await ana.view(seen), 'still warm?')
  await world.settle()
  assertInCommunity(cafe, forum.receivedOf('Create')[0])
})

scenario('a topic joins its community later if that could not be reached at first', async (world) => {
  const { lagoon, ana, forum, cafe, nora, topic } = await communityThread(world)
  await ana.follow(nora.handle)
  await world.settle()
  await nora.send(lagoon, nora.accept(nora.peer.receivedOf('Follow')[0] as Json))
  forum.reachable = false
  await nora.send(lagoon, nora.create(topic))
  await world.settle()
  const first = await ana.reply(await ana.find(topic.id), 'anyone there?')
  await world.settle()
  forum.reachable = true
  await world.clock.advance('1h')
  await nora.send(lagoon, nora.update(nora.edited(topic, 'white tea')))
  await world.settle()
  await ana.reply(first, 'now?')
  await world.settle()
  assert.deepEqual(typesAt(forum), ['Create'])
  assertInCommunity(cafe, forum.received[0]?.activity)
})
