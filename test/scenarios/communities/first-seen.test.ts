/** A community is filled from its outbox when it is first seen, when somebody joins it, and while somebody looks. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import type { StatusEntity } from '../../../src/api/entities/status.ts'
import { HOUR, MINUTE } from '../../../src/lib/durations.ts'
import type { Json } from '../../world/peer.ts'
import { type PeerActor, PUBLIC } from '../../world/peer-actor.ts'
import { type Person, textOf } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { World } from '../../world/world.ts'

const CAFE = 'cafe@lemmy.test'

/** Lia and max have posted to the cafe, and max has commented, before anyone on lagoon.test knew of it. */
async function scene(world: World) {
  const lagoon = await world.server('lagoon.test')
  const lemmy = await world.communityServer('lemmy.test')
  const [lia, max] = [await lemmy.member('lia'), await lemmy.member('max')]
  const cafe = await lemmy.community('cafe', lia)
  const first = await lia.post(cafe, { title: 'First', text: 'of lia' })
  await world.clock.advance('1h')
  const second = await max.post(cafe, { title: 'Second', link: 'https://page.test/article' })
  await max.comment(first, 'a comment')
  await lia.pin(first)
  await world.clock.advance('1h')
  return { lagoon, lemmy, lia, max, cafe, first, second, ana: await lagoon.user('ana') }
}

/** What a community shows: who announced which post. */
async function topics(reader: Person, community: string): Promise<string[]> {
  return (await reader.statusesOf(community)).map(({ account, reblog }) => `${account.acct}: ${titleOf(reblog)}`)
}

function titleOf(status: StatusEntity | null | undefined): string | undefined {
  return status?.content && /<strong>(.*?)<\/strong>/.exec(status.content)?.[1]
}

scenario('a community that is looked up shows its newest topics, each announced when it was posted', async (world) => {
  const { ana, first } = await scene(world)
  await ana.findAccount(CAFE)
  await world.settle()
  assert.deepEqual(await topics(ana, CAFE), ['cafe@lemmy.test: Second', 'cafe@lemmy.test: First'])
  const [second] = await ana.statusesOf(CAFE)
  assert.equal(Date.parse(second?.created_at ?? ''), Date.parse(second?.reblog?.created_at ?? ''))
  assert.equal(second?.reblog?.account.acct, 'max@lemmy.test')
  assert.equal(second?.reblog?.community_id, second?.account.id)
  assert.deepEqual(
    (await ana.statusesOf(CAFE, '?pinned=true')).map(({ uri }) => uri),
    [first.id],
  )
  assert.deepEqual(await ana.home(), [], 'nobody has joined')
})

scenario('who joins a community finds its newest topics in home, once, and no notification', async (world) => {
  const { ana, lia, cafe } = await scene(world)
  await ana.follow(CAFE)
  await world.settle()
  assert.deepEqual(
    (await ana.home()).map(({ reblog }) => titleOf(reblog)),
    ['Second', 'First'],
  )
  assert.deepEqual(await ana.notified(), [])
  await lia.post(cafe, { title: 'Third', text: 'now' })
  await world.settle()
  await ana.findAccount(CAFE)
  await world.settle()
  assert.deepEqual(
    (await ana.home()).map(({ reblog }) => titleOf(reblog)),
    ['Third', 'Second', 'First'],
  )
  assert.equal((await ana.statusesOf(CAFE)).length, 3)
})

scenario('the outbox is read again at most daily, and not while somebody here is a member', async (world) => {
  const { lagoon, ana, lia, cafe } = await scene(world)
  const look = async () => {
    await ana.findAccount(CAFE)
    await world.settle()
    return (await topics(ana, CAFE)).length
  }
  assert.equal(await look(), 2)
  await lia.post(cafe, { title: 'Third', text: '' })
  await world.clock.advance('2h')
  assert.equal(await look(), 2, 'nobody asks again within a day')
  await world.clock.advance('30h')
  await look()
  assert.equal(await look(), 3)
  await ana.follow(CAFE)
  await world.settle()
  lemmyForgets(cafe)
  await world.clock.advance('30h')
  await lia.post(cafe, { title: 'Lost', text: '' })
  await world.settle()
  assert.equal(await look(), 3, 'only its followers are told, and its server has forgotten this one')
  await (await lagoon.user('cy')).findAccount(CAFE)
  await world.settle()
  assert.equal(await look(), 3)
})

function lemmyForgets(community: { followers: Map<string, unknown> | Set<unknown> }): void {
  community.followers.clear()
}

scenario('the first member after a long time gets what nobody was told meanwhile', async (world) => {
  const { ana, lia, cafe } = await scene(world)
  const { id } = await ana.findAccount(CAFE)
  await world.settle()
  await world.clock.advance(72 * HOUR)
  await lia.post(cafe, { title: 'Meanwhile', text: '' })
  await world.clock.advance(MINUTE)
  await ana.call('POST', `/api/v1/accounts/${id}/follow`)
  await world.settle()
  assert.deepEqual(
    (await ana.home()).map(({ reblog }) => titleOf(reblog)),
    ['Meanwhile', 'Second', 'First'],
  )
})

/** A community on a scripted server, whose outbox the test writes. */
async function scripted(world: World) {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('forum.test')
  const [ana, tea, nina] = [
    await lagoon.user('ana'),
    await peer.actor('tea', { type: 'Group' }),
    await peer.actor('nina'),
  ]
  const topic = (name: string, by: PeerActor = nina, changes: Json = {}) =>
    by.note('a text', { type: 'Page', name, audience: tea.id, to: [tea.id, PUBLIC], cc: [], ...changes })
  const look = async () => {
    await ana.findAccount(tea.handle)
    await world.settle()
    return (await ana.statusesOf(tea.handle)).map(({ reblog }) => titleOf(reblog) ?? textOf(reblog as StatusEntity))
  }
  const outbox = (orderedItems: unknown[], changes: Json = {}) =>
    peer.serve(tea.document.outbox as string, {
      id: tea.document.outbox as string,
      type: 'OrderedCollection',
      totalItems: orderedItems.length,
      orderedItems,
      ...changes,
    })
  return { lagoon, peer, ana, tea, nina, topic, look, outbox }
}

scenario('a topic by somebody of another server is fetched there, whatever the community says of it', async (world) => {
  const { ana, tea, topic, look, outbox, peer } = await scripted(world)
  const cy = await (await world.peer('far.test')).actor('cy')
  const far = topic('from afar', cy)
  const own = await ana.post('of ana')
  outbox([
    tea.announce('', { object: cy.create({ ...far, name: 'never written' }) }),
    tea.announce(own.uri),
    tea.announce('', { object: peer.origin }),
    tea.announce(`${peer.origin}/gone`),
    cy.announce(far.id),
    tea.announce('', { object: tea.like(own.uri) }),
    'https://forum.test/nothing',
    { type: 'Announce', actor: tea.id, object: far.id },
    7,
    null,
  ])
  assert.deepEqual((await look()).sort(), ['from afar', 'of ana'])
  assert.deepEqual(await ana.notified(), [])
})

scenario('comments in an outbox join their threads and are not announced', async (world) => {
  const { ana, tea, nina, topic, look, outbox } = await scripted(world)
  const question = topic('A question')
  const answer = nina.note('an answer', { inReplyTo: question.id, audience: tea.id, to: [PUBLIC], cc: [tea.id] })
  outbox([tea.announce('', { object: nina.create(answer) }), tea.announce('', { object: nina.create(question) })])
  assert.deepEqual(await look(), ['A question'])
  const [shown] = await ana.statusesOf(tea.handle)
  const { descendants } = await ana.thread(shown?.reblog as StatusEntity)
  assert.deepEqual(descendants.map(textOf), ['an answer'])
})

scenario('of an outbox that begins with the oldest posts, the newest are read', async (world) => {
  const { tea, nina, topic, look, outbox, peer } = await scripted(world)
  const url = tea.document.outbox as string
  const pages = 9
  for (let page = 1; page <= pages; page++) {
    const orderedItems: Json[] = []
    for (let n = 1; n <= 10; n++) {
      const published = new Date(world.clock.now() - (1_000 - page * 10 - n) * MINUTE).toISOString()
      const object = nina.create(topic(`${page}.${n}`, nina, { published }), { published: undefined })
      const announce = tea.announce('', { object, published: undefined })
      orderedItems.push({ ...announce, id: `${(object.object as Json).id}#activity/announce/cid/2` })
    }
    const at = (number: number) => (number >= 1 && number <= pages ? `${url}?page=${number}` : null)
    const rest = { type: 'OrderedCollectionPage', partOf: url, next: at(page + 1), prev: at(page - 1), orderedItems }
    peer.serve(`${url}?page=${page}`, rest)
  }
  outbox([], { orderedItems: undefined, totalItems: 90, first: `${url}?page=1`, last: `${url}?page=${pages}` })
  const before = peer.requests.length
  const seen = await look()
  assert.deepEqual(seen.slice(0, 3), ['9.10', '9.9', '9.8'])
  assert.equal(seen.length, 20, 'a page of the API')
  assert.ok(!peer.requests.slice(before).includes(`GET ${new URL(url).pathname}?page=5`))
})

scenario('an endless outbox costs few requests', async (world) => {
  const { tea, topic, look, peer } = await scripted(world)
  const url = tea.document.outbox as string
  const strangers = await Promise.all(Array.from({ length: 80 }, (_, n) => peer.actor(`p${n}`)))
  peer.serve(url, { id: url, type: 'OrderedCollection', first: `${url}?page=0` })
  for (let page = 0; page < 8; page++) {
    const mine = strangers.slice(page * 10, page * 10 + 10)
    const orderedItems = mine.map((one) => tea.announce(topic(`of ${one.name}`, one).id))
    const id = `${url}?page=${page}`
    peer.serve(id, { id, type: 'OrderedCollectionPage', next: `${url}?page=${page + 1}`, orderedItems })
  }
  const before = peer.requests.length
  await look()
  const asked = peer.requests.slice(before)
  assert.equal(asked.filter((line) => line.includes('page=')).length, 2)
  assert.ok(asked.length < 140, `${asked.length} requests`)
})

for (const [server, file, group, expected] of [
  ['lemmy.test', 'lemmy/outbox-community', 'https://lemmy.test/c/cafe', 1],
  ['forum.test', 'nodebb/outbox-category', 'https://forum.test/category/2', 5],
] as const)
  scenario(`the recorded outbox of ${server} fills its community`, async (world) => {
    const lagoon = await world.server('lagoon.test')
    const peer = await world.peer(server)
    const ana = await lagoon.user('ana')
    const recorded = readFileSync(new URL(`../../payloads/recorded/${file}.json`, import.meta.url), 'utf8')
    const community = await peer.actor('group', { id: group, type: 'Group', outbox: `${group}/outbox` })
    const authors = new Set([...recorded.matchAll(/"attributedTo": "([^"]*)"/g)].map(([, id]) => id as string))
    for (const id of authors)
      if (id.startsWith(peer.origin)) await peer.actor(id.split('/').at(-1) as string, { id, url: id })
    peer.serve(`${group}/outbox`, JSON.parse(recorded))
    await ana.findAccount(community.handle)
    await world.settle()
    assert.equal((await ana.statusesOf(community.handle)).length, expected)
    assert.equal(new Set(await topics(ana, community.handle)).size, expected)
  })
