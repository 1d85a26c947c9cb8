/** A community announces what is done in it, by people of its own server and of others (FEP-1b12, A-30). */
import assert from 'node:assert/strict'
import { blockDomain } from '../../../src/core/domains/block.ts'
import type { Json } from '../../world/peer.ts'
import type { PeerActor } from '../../world/peer-actor.ts'
import { PUBLIC } from '../../world/peer-actor.ts'
import { type Person, textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

interface Joined {
  lagoon: TestServer
  ana: Person
  /** The community that ana follows. */
  cafe: PeerActor
  /** Lives on the server of the community. */
  lia: PeerActor
  /** Lives on another server. */
  max: PeerActor
  /** The community announces these, one by one. */
  announce(...objects: Json[]): Promise<void>
  /** A topic in the community. */
  topic(author: PeerActor, text: string, changes?: Json): Json & { id: string }
}

async function joined(world: World): Promise<Joined> {
  const lagoon = await world.server('lagoon.test')
  const [home, other] = [await world.peer('mastodon.test'), await world.peer('reef.test')]
  const [ana, cafe] = [await lagoon.user('ana'), await home.actor('cafe', { type: 'Group' })]
  await ana.follow(cafe.handle)
  await world.settle()
  await cafe.send(lagoon, cafe.accept(home.receivedOf('Follow')[0] as Json))
  await world.settle()
  const announce = async (...objects: Json[]) => {
    for (const object of objects) {
      await world.clock.advance('1s')
      await cafe.send(lagoon, cafe.announce('', { object }))
      await world.settle()
    }
  }
  const topic = (author: PeerActor, text: string, changes: Json = {}) =>
    author.note(text, { type: 'Page', name: text, to: [cafe.id, PUBLIC], cc: [], audience: cafe.id, ...changes })
  return { lagoon, ana, cafe, lia: await home.actor('lia'), max: await other.actor('max'), announce, topic }
}

/** Serves an activity at its own id. */
function served(actor: PeerActor, activity: Json): Json {
  actor.peer.serve(String(activity.id), activity)
  return activity
}

const boostsIn = async (ana: Person) => (await ana.home()).filter((one) => one.reblog !== null)

for (const order of ['Create first', 'page first', 'only the Create', 'only the page'])
  scenario(`a topic that a community announces shows up once in home: ${order} (A-30)`, async (world) => {
    const { ana, lia, announce, topic } = await joined(world)
    const page = topic(lia, 'a topic')
    const both = [lia.create(page), { ...page, actor: lia.id }]
    const sent = { 'Create first': both, 'page first': both.toReversed(), 'only the Create': both.slice(0, 1) }
    await announce(...(sent[order as keyof typeof sent] ?? both.slice(1)))
    const home = await ana.home()
    assert.deepEqual(
      home.map((one) => [one.account.acct, one.reblog?.uri]),
      [['cafe@mastodon.test', page.id]],
    )
  })

scenario('a comment that a community announces joins its thread without a boost, and notifies once', async (world) => {
  const { lagoon, ana, cafe, lia, max, announce, topic } = await joined(world)
  await announce(lia.create(topic(lia, 'a topic')))
  const [boost] = await boostsIn(ana)
  const answer = await ana.post('an answer', { in_reply_to_id: boost?.reblog?.id })
  const comments = [lia, max].map((author) =>
    author.note('a comment', { inReplyTo: answer.uri, to: [PUBLIC, ana.uri], cc: [cafe.id], audience: cafe.id }),
  )
  for (const [index, author] of [lia, max].entries()) {
    const create = served(author, author.create(comments[index] as Json))
    await announce(create)
    await author.send(lagoon, create)
    await world.settle()
    await announce(create)
  }
  const { descendants } = await ana.thread(answer)
  assert.deepEqual(descendants.map((one) => one.uri).toSorted(), comments.map(({ id }) => id).toSorted())
  assert.deepEqual(
    (await ana.notifications()).map(({ type }) => type).filter((type) => type === 'mention'),
    ['mention', 'mention'],
  )
  assert.equal((await boostsIn(ana)).length, 1)
})

scenario('the server of a community is believed about its own people, and asked for nothing', async (world) => {
  const { ana, lia, announce, topic } = await joined(world)
  const page = topic(lia, 'first words')
  await announce(lia.create(page))
  const seen = await ana.find(page.id)
  const before = lia.peer.requests.length
  await announce(lia.update(lia.edited(page, 'second words', { name: undefined })))
  assert.match(textOf(await ana.view(seen)), /second words/)
  await announce(lia.like(page.id))
  assert.equal((await ana.view(seen)).favourites_count, 1)
  await announce(lia.delete(page.id))
  assert.equal(await ana.viewCode(seen), 404)
  assert.deepEqual(lia.peer.requests.slice(before), [])
})

scenario('what people of other servers did counts if their server serves it', async (world) => {
  const { ana, lia, max, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  await announce(lia.create(page))
  const seen = await ana.find(page.id)
  const likes = async () => (await ana.view(seen)).favourites_count
  const like = max.like(page.id)
  await announce(like)
  assert.equal(await likes(), 0, 'its server does not know it')
  await announce(served(max, like))
  assert.equal(await likes(), 1)
  await announce(served(max, max.undo(like)))
  assert.equal(await likes(), 0)
})

scenario('a community cannot speak for people of other servers', async (world) => {
  const { ana, lia, max, cafe, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  const post = max.note('words of max')
  await announce(lia.create(page))
  const [seen, ofMax] = [await ana.find(page.id), await ana.find(post.id)]
  const nobody = await max.peer.actor('nobody')
  const [like, other] = [max.like(page.id), nobody.like(page.id)]
  // Another activity, one by somebody else, or another type at the id that is announced.
  max.peer.serve(String(like.id), other)
  await announce(like)
  max.peer.serve(String(like.id), { ...like, actor: nobody.id })
  await announce(like)
  max.peer.serve(String(like.id), { ...like, type: 'Dislike' })
  await announce(like)
  // Ids of the community's own server in the name of max.
  await announce({ ...like, id: `${cafe.id}/likes/1` })
  await announce({ ...max.update({ ...post, content: '<p>forged</p>' }), id: `${cafe.id}/updates/1` })
  await announce({ ...lia.update({ ...post, content: '<p>forged</p>' }) })
  await announce(max.update({ ...post, content: '<p>forged</p>' }))
  await announce({ ...lia.delete(post.id) })
  assert.equal((await ana.view(seen)).favourites_count, 0)
  assert.equal(textOf(await ana.view(ofMax)), 'words of max')
})

scenario('a community cannot announce follows, blocks or another Announce', async (world) => {
  const { ana, cafe, lia, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  await ana.follow(lia.handle)
  await world.settle()
  await announce(
    lia.follow(ana.uri),
    lia.block(ana.uri),
    lia.announce(page.id),
    cafe.announce('', { object: lia.create(page) }),
  )
  assert.deepEqual(await ana.home(), [])
  assert.deepEqual(await ana.notifications(), [])
  const { requested, following, blocked_by } = await ana.relationship(lia.handle)
  assert.deepEqual({ asked: requested || following, blocked_by }, { asked: true, blocked_by: false })
})

scenario('what people here did has no effect when a community announces it', async (world) => {
  const { ana, cafe, announce } = await joined(world)
  const post = await ana.post('hello @cafe@mastodon.test')
  await world.settle()
  const create = cafe.peer.receivedOf('Create').at(-1) as Json
  const { object, actor } = create
  const edited = { ...(object as Json), content: '<p>forged</p>', updated: '2030-01-01T00:00:00Z' }
  await announce(create, { id: `${post.uri}#update`, type: 'Update', actor, object: edited })
  await announce({ id: `${post.uri}#delete`, type: 'Delete', actor, object: post.uri })
  assert.match(textOf(await ana.view(post)), /hello/)
})

scenario('likes of a post written here count once, however they come, and notify its author once', async (world) => {
  const { lagoon, ana, lia, max, announce } = await joined(world)
  const post = await ana.post('hello @cafe@mastodon.test')
  for (const author of [lia, max]) {
    const like = served(author, author.like(post.uri))
    await announce(like)
    await author.send(lagoon, like)
    await announce(like)
  }
  assert.equal((await ana.view(post)).favourites_count, 2)
  const liked = (await ana.notifications()).filter(({ type }) => type === 'favourite')
  assert.deepEqual(liked.map(({ account }) => account?.acct).toSorted(), ['lia@mastodon.test', 'max@reef.test'])
})

scenario('votes on posts that are unknown here cause no requests', async (world) => {
  const { max, announce } = await joined(world)
  const before = max.peer.requests.length
  const unknown = max.note('unknown')
  await announce(served(max, max.like(unknown.id)), served(max, max.delete(unknown.id, { id: max.mint('deletes') })))
  assert.deepEqual(max.peer.requests.slice(before), [])
})

scenario('a Dislike takes back the Like, and its Undo brings nothing back', async (world) => {
  const { lagoon, ana, lia, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  await announce(lia.create(page))
  const seen = await ana.find(page.id)
  const likes = async () => (await ana.view(seen)).favourites_count
  const dislike = () => ({ ...lia.like(page.id), type: 'Dislike' })
  await announce(lia.like(page.id), dislike())
  assert.equal(await likes(), 0)
  const last = dislike()
  await announce(last, lia.undo(last))
  assert.equal(await likes(), 0)
  await lia.send(lagoon, lia.like(page.id))
  await world.settle()
  assert.equal(await likes(), 1)
  await lia.send(lagoon, dislike())
  await world.settle()
  assert.equal(await likes(), 0)
  // The Undo of a Dislike comes first.
  const late = dislike()
  await announce(lia.undo(late), lia.like(page.id), late)
  assert.equal(await likes(), 1)
})

scenario('an Undo and what it undoes may be announced in any order, and twice (C9)', async (world) => {
  const { lagoon, ana, lia, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  await announce(lia.create(page))
  const seen = await ana.find(page.id)
  const likes = async () => (await ana.view(seen)).favourites_count
  const first = lia.like(page.id)
  await announce(lia.undo(first), first)
  assert.equal(await likes(), 0)
  // Its actor sends both, and then the community announces both, in the other order.
  const second = lia.like(page.id)
  const undo = lia.undo(second)
  await lia.send(lagoon, second)
  await world.settle()
  await lia.send(lagoon, undo)
  await world.settle()
  await announce(undo, second)
  assert.equal(await likes(), 0)
  // Both come twice.
  const third = lia.like(page.id)
  const undoOfThird = lia.undo(third)
  await announce(undoOfThird, undoOfThird, third, third)
  assert.equal(await likes(), 0)
  await announce(lia.like(page.id))
  assert.equal(await likes(), 1)
})

scenario(
  'a deleted post that a community announces again stays deleted, until its author restores it',
  async (world) => {
    const { ana, lia, announce, topic } = await joined(world)
    const page = topic(lia, 'a topic')
    const deletion = lia.delete(page.id)
    // The backlog comes in another order.
    await announce(deletion, lia.update(page), lia.create(page), { ...page, actor: lia.id })
    assert.deepEqual(await ana.home(), [])
    await announce(lia.undo(deletion))
    await world.pass('20m')
    assert.equal(await ana.viewCode(await ana.find(page.id)), 200)
  },
)

scenario('two communities that announce the same activity each boost a topic once', async (world) => {
  const { lagoon, ana, cafe, lia, announce, topic } = await joined(world)
  const tea = await lia.peer.actor('tea', { type: 'Group' })
  await ana.follow(tea.handle)
  await world.settle()
  await tea.send(lagoon, tea.accept(tea.peer.receivedOf('Follow').at(-1) as Json))
  const page = topic(lia, 'a topic')
  const [create, like] = [lia.create(page), lia.like(page.id)]
  await announce(create, like)
  for (const object of [create, like]) {
    await tea.send(lagoon, tea.announce('', { object }))
    await world.settle()
  }
  const boosts = (await Promise.all([cafe, tea].map(({ handle }) => ana.statusesOf(handle)))).flat()
  assert.deepEqual(
    boosts.map(({ account, reblog }) => [account.acct, reblog?.uri]),
    [
      ['cafe@mastodon.test', page.id],
      ['tea@mastodon.test', page.id],
    ],
  )
  assert.equal((await ana.view(await ana.find(page.id))).favourites_count, 1)
})

scenario('an activity by somebody of a blocked server has no effect when a community announces it', async (world) => {
  const { lagoon, ana, lia, max, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  await announce(lia.create(page))
  await blockDomain(lagoon.app, 'reef.test')
  const before = max.peer.requests.length
  await announce(served(max, max.like(page.id)), served(max, max.create(topic(max, 'another topic'))))
  assert.equal((await ana.view(await ana.find(page.id))).favourites_count, 0)
  assert.deepEqual(max.peer.requests.slice(before), [])
})

scenario('a vote waits for no server that does not answer', async (world) => {
  const { ana, lia, max, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  await announce(lia.create(page))
  const like = served(max, max.like(page.id))
  max.peer.reachable = false
  await announce(like)
  max.peer.reachable = true
  await world.pass('2h')
  assert.equal((await ana.view(await ana.find(page.id))).favourites_count, 0)
  await announce(like)
  assert.equal((await ana.view(await ana.find(page.id))).favourites_count, 1)
})

scenario(
  'a community that its server deletes loses its followers, and comes back when its server restores it',
  async (world) => {
    const { lagoon, ana, cafe, lia, announce } = await joined(world)
    const deletion = { ...lia.delete(cafe.id), object: cafe.id }
    // Its origin does not confirm it.
    await announce(deletion)
    assert.equal((await ana.relationship(cafe.handle)).following, true)
    const { document } = cafe
    cafe.peer.serve(cafe.id, 410)
    await world.pass('5m')
    await lia.send(lagoon, deletion)
    await world.settle()
    assert.equal((await ana.search(cafe.handle)).accounts.length, 0)
    cafe.peer.serve(cafe.id, document)
    await world.pass('5m')
    const before = cafe.peer.receivedOf('Follow').length
    await announce(lia.undo(deletion))
    await world.pass('5m')
    assert.equal((await ana.search(cafe.handle)).accounts.length, 1)
    // Lemmy keeps the followers of a deleted community.
    const [follow] = cafe.peer.receivedOf('Follow').slice(before)
    await cafe.send(lagoon, cafe.accept(follow as Json))
    await world.settle()
    assert.equal((await ana.relationship(cafe.handle)).following, true)
  },
)

/** The same order in every run. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed
  return items
    .map((item) => {
      state = (state * 48_271) % 2_147_483_647
      return { item, at: state }
    })
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

for (const seed of [1, 2, 3, 4, 5])
  scenario(`a backlog that comes in another order ends the same (seed ${seed})`, async (world) => {
    const { ana, cafe, lia, max, announce, topic } = await joined(world)
    const page = topic(lia, 'a topic')
    await announce(lia.create(page))
    const inThread = (author: PeerActor, text: string, parent: string) =>
      author.note(text, { inReplyTo: parent, to: [PUBLIC], cc: [cafe.id], audience: cafe.id })
    const first = inThread(lia, 'one', page.id)
    const second = inThread(max, 'two', first.id)
    const third = inThread(lia, 'three', second.id)
    const gone = inThread(max, 'gone', page.id)
    const creates = [lia.create(first), max.create(second), lia.create(third), max.create(gone)]
    await world.clock.advance('10s')
    const edit = lia.update(lia.edited(first, 'one, edited'))
    const likes = [lia.like(page.id), max.like(page.id)]
    const [kept, taken] = likes as [Json, Json]
    const deletion = max.delete(gone.id, { id: max.mint('deletes') })
    max.peer.serve(gone.id, 410)
    const all = [...creates, edit, kept, taken, max.undo(taken), deletion]
    const backlog = all.map((one) => (one.actor === max.id ? served(max, one) : one))
    await announce(...shuffled([...backlog, ...backlog], seed))
    await world.pass('1h')
    const seen = await ana.view(await ana.find(page.id))
    const texts = (await ana.thread(seen)).descendants.map(textOf).toSorted()
    assert.deepEqual([seen.favourites_count, texts], [1, ['one, edited', 'three', 'two']])
    assert.equal((await boostsIn(ana)).length, 1)
  })

scenario('a community is believed about itself, whoever changes it, and about no other', async (world) => {
  const { ana, cafe, max, announce } = await joined(world)
  const tea = await max.peer.actor('tea', { type: 'Group' })
  await ana.search(tea.handle)
  const nameOf = async (actor: PeerActor) => (await ana.findAccount(actor.handle)).display_name
  const updated = world.clock.iso()
  const renamed = (actor: PeerActor, name: string) =>
    max.update({ ...actor.document, name, updated }, { cc: [cafe.id], audience: cafe.id })
  await announce(renamed(cafe, 'The Café'), renamed(tea, 'No tea'))
  assert.deepEqual([await nameOf(cafe), await nameOf(tea)], ['The Café', 'tea'])
})

scenario('nobody asks whether a community is gone because another server says so', async (world) => {
  const { lagoon, ana, cafe, max } = await joined(world)
  cafe.peer.serve(cafe.id, 410)
  const before = cafe.peer.requests.length
  await max.send(lagoon, { ...max.delete(cafe.id, { id: max.mint('deletes') }), object: cafe.id })
  await world.pass('5m')
  assert.deepEqual(cafe.peer.requests.slice(before), [])
  assert.equal((await ana.relationship(cafe.handle)).following, true)
})

scenario('an old activity cannot be repeated under the pretext of another', async (world) => {
  const { lagoon, ana, max, lia, announce, topic } = await joined(world)
  const page = topic(lia, 'a topic')
  await announce(lia.create(page))
  const follow = max.follow(ana.uri)
  const undo = served(max, max.undo(follow))
  await max.send(lagoon, follow)
  await world.settle()
  await announce({ ...undo, object: max.like(page.id) }, undo)
  assert.equal((await ana.relationship(max.handle)).followed_by, true)
})

scenario('a community cannot fill the database with posts that nobody here may see', async (world) => {
  const { lagoon, lia, cafe, announce } = await joined(world)
  const direct = lia.note('for somebody else', { to: [`${cafe.peer.origin}/users/max`], cc: [], audience: cafe.id })
  await announce(lia.create(direct))
  assert.deepEqual(await lagoon.app.db.selectFrom('statuses').select('uri').execute(), [])
})

scenario('an activity whose id alone is announced counts as its own server serves it (Mbin)', async (world) => {
  const { lagoon, ana, cafe, lia, max, topic, announce } = await joined(world)
  const page = topic(lia, 'a topic')
  await announce(lia.create(page))
  const comment = max.note('a comment', { inReplyTo: page.id, to: [PUBLIC], cc: [cafe.id], audience: cafe.id })
  for (const activity of [max.create(comment), max.like(page.id), max.follow(ana.uri)]) {
    await cafe.send(lagoon, cafe.announce(String(served(max, activity).id)))
    await world.settle()
  }
  const seen = await ana.view(await ana.find(page.id))
  assert.equal(seen.favourites_count, 1)
  assert.deepEqual((await ana.thread(seen)).descendants.map(textOf), ['a comment'])
  assert.equal((await boostsIn(ana)).length, 1)
  assert.equal((await ana.relationship(max.handle)).followed_by, false)
})
