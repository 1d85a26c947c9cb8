/** A person and a community of one server may have the same name (Lemmy). Here, both can be found and mentioned. */
import assert from 'node:assert/strict'
import { htmlToText } from '../../../src/lib/html/html-to-text.ts'
import { createBrowser } from '../../world/browser.ts'
import type { PeerActor } from '../../world/peer-actor.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { World } from '../../world/world.ts'

const PASSWORD = 'lagoon lagoon'
const [PERSON, COMMUNITY] = ['chess@lemmy.test', '!chess@lemmy.test']

async function setting(world: World) {
  const lemmy = await world.communityServer('lemmy.test')
  const [lia, chess] = [await lemmy.member('lia'), await lemmy.member('chess')]
  const [cafe, board] = [await lemmy.community('cafe', lia), await lemmy.community('chess', lia)]
  const lagoon = await world.server('lagoon.test')
  return { lemmy, lia, chess, cafe, board, lagoon, ana: await lagoon.user('ana') }
}

/** Which account a search finds first, by its `acct`. */
async function found(ana: Person, query: string, options?: Record<string, string>): Promise<string | undefined> {
  const { accounts } = await ana.search(query, options)
  return accounts[0] && `${accounts[0].acct} ${accounts[0].uri.replace('https://lemmy.test', '')}`
}

for (const order of [
  [PERSON, COMMUNITY],
  [COMMUNITY, PERSON],
])
  scenario(`a person and a community of one name are told apart, ${order[0]} first`, async (world) => {
    const { ana } = await setting(world)
    for (const handle of order) await found(ana, `@${handle}`)
    for (const query of ['chess@lemmy.test', '@chess@lemmy.test', 'https://lemmy.test/u/chess'])
      assert.equal(await found(ana, query), `${PERSON} /u/chess`, query)
    for (const query of ['!chess@lemmy.test', '@!chess@lemmy.test', '!CHESS@lemmy.test', 'https://lemmy.test/c/chess'])
      assert.equal(await found(ana, query), `${COMMUNITY} /c/chess`, query)
    const accts = async (q: string) => (await ana.search(q, { resolve: 'false' })).accounts.map(({ acct }) => acct)
    assert.deepEqual((await accts('chess')).sort(), [COMMUNITY, PERSON])
    assert.deepEqual(await accts('!che'), [COMMUNITY])
    for (const acct of [PERSON, COMMUNITY])
      assert.equal((await ana.call('GET', `/api/v1/accounts/lookup?acct=${encodeURIComponent(acct)}`)).acct, acct)
  })

scenario('a community that was known alone makes room for a person who gets its name later', async (world) => {
  const { lemmy, ana } = await setting(world)
  assert.equal(await found(ana, '@cafe@lemmy.test'), 'cafe@lemmy.test /c/cafe')
  await ana.follow('!cafe@lemmy.test')
  await world.settle()
  await lemmy.member('cafe')
  assert.equal(await found(ana, 'https://lemmy.test/u/cafe'), 'cafe@lemmy.test /u/cafe')
  assert.equal(await found(ana, '!cafe@lemmy.test'), '!cafe@lemmy.test /c/cafe')
  assert.equal((await ana.relationship('!cafe@lemmy.test')).following, true)
  assert.equal((await ana.relationship('cafe@lemmy.test')).following, false)
})

scenario('of a community that is followed, the handle is checked again as often as its profile', async (world) => {
  const { lemmy, lia, cafe, ana } = await setting(world)
  await ana.follow('cafe@lemmy.test')
  await world.settle()
  const member = await lemmy.member('cafe')
  await world.clock.advance('2d')
  await lia.post(cafe, { title: 'News' })
  await world.settle()
  assert.equal(await found(ana, '!cafe@lemmy.test'), '!cafe@lemmy.test /c/cafe')
  assert.equal(await found(ana, '@cafe@lemmy.test'), 'cafe@lemmy.test /u/cafe')
  await member.leave()
  await world.clock.advance('2d')
  await lia.post(cafe, { title: 'Other news' })
  await world.settle()
  assert.equal(await found(ana, '@cafe@lemmy.test'), 'cafe@lemmy.test /c/cafe', 'the person is gone')
})

scenario('both are mentioned in one post, and both are followed', async (world) => {
  const { lagoon, ana, chess, board } = await setting(world)
  const post = await ana.post('hi @chess@lemmy.test and !chess@lemmy.test')
  assert.equal(htmlToText(post.content), 'hi @chess and !chess')
  assert.match(post.content, /href="https:\/\/lemmy.test\/u\/chess".*href="https:\/\/lemmy.test\/c\/chess"/s)
  assert.deepEqual(post.mentions.map(({ acct }) => acct).sort(), [COMMUNITY, PERSON])
  // Apps write an @ before our acct.
  const answer = await ana.post('@!chess@lemmy.test hello')
  assert.deepEqual([htmlToText(answer.content), answer.mentions[0]?.acct], ['!chess hello', COMMUNITY])
  const answered = await lagoon.answer(new Request(post.uri, { headers: { accept: 'application/activity+json' } }))
  const { tag } = (await answered.json()) as { tag: { href: string; name: string }[] }
  const named = tag.map(({ href, name }) => `${name} ${href}`).sort()
  assert.deepEqual(named, [`@chess@lemmy.test ${board.actor.id}`, `@chess@lemmy.test ${chess.id}`])
  const status = '**!chess@lemmy.test** `!chess@lemmy.test` @chess@lemmy.test'
  const marked = await ana.call('POST', '/api/v1/statuses', { status, content_type: 'text/markdown' })
  const markdown = await lagoon.answer(new Request(marked.uri, { headers: { accept: 'application/activity+json' } }))
  const { source } = (await markdown.json()) as { source: { content: string } }
  assert.equal(
    source.content,
    '**[!chess@lemmy.test](https://lemmy.test/c/chess)** `!chess@lemmy.test` [@chess@lemmy.test](https://lemmy.test/u/chess)',
  )
  for (const handle of [PERSON, COMMUNITY]) await ana.follow(handle)
  await world.settle()
  for (const handle of [PERSON, COMMUNITY]) assert.equal((await ana.relationship(handle)).following, true, handle)
})

scenario('!name@host names a community that shares its name with nobody, and prefers communities', async (world) => {
  const { ana } = await setting(world)
  const post = await ana.post('ask !cafe@lemmy.test, not ask!cafe@lemmy.test or !cafe')
  assert.deepEqual(
    post.mentions.map(({ acct }) => acct),
    ['cafe@lemmy.test'],
  )
  assert.equal(htmlToText(post.content), 'ask !cafe, not ask!cafe@lemmy.test or !cafe')
  assert.equal(await found(ana, '!cafe@lemmy.test'), 'cafe@lemmy.test /c/cafe')
  assert.equal(await found(ana, '!lia@lemmy.test'), 'lia@lemmy.test /u/lia', 'there is no such community')
  assert.equal(await found(ana, '!nobody@lemmy.test'), undefined)
  assert.equal(await found(ana, '!ana@lagoon.test'), `ana ${ana.uri}`)
})

/** Two people of one server of whom each says that it is bo. WebFinger names the second one from now on. */
async function setTwins(world: World): Promise<{ ana: Person; first: PeerActor; second: PeerActor }> {
  const [lagoon, reef] = [await world.server('lagoon.test'), await world.peer('reef.test')]
  const [ana, first] = [await lagoon.user('ana'), await reef.actor('bo')]
  assert.equal(await found(ana, '@bo@reef.test'), `bo@reef.test ${first.id}`)
  const second = await reef.actor('bo2', { preferredUsername: 'bo' })
  reef.pointHandle('bo', second)
  return { ana, first, second }
}

scenario(
  'a handle stays with its owner as long as that answers, even if WebFinger names another (C17)',
  async (world) => {
    const { ana, first, second } = await setTwins(world)
    assert.equal(await found(ana, second.id), `${second.id} ${second.id}`, 'shown by its id')
    assert.equal(await found(ana, '@bo@reef.test'), `bo@reef.test ${first.id}`)
    first.peer.serve(first.id, 503)
    await world.clock.advance('2h')
    await second.send(ana.server, second.follow(ana.uri))
    await world.settle()
    assert.equal(await found(ana, '@bo@reef.test'), `bo@reef.test ${first.id}`, 'an outage takes it from nobody')
  },
)

for (const [way, change] of [
  ['is gone', (first: PeerActor) => first.peer.serve(first.id, 410)],
  ['has another name', (first: PeerActor) => Object.assign(first.changes, { preferredUsername: 'bobo' })],
  ['is no longer found', (first: PeerActor) => first.peer.forget(first.id)],
] as [string, (first: PeerActor) => unknown][])
  scenario(`a handle goes to another actor if its owner ${way} (C17)`, async (world) => {
    const { ana, first, second } = await setTwins(world)
    change(first)
    assert.equal(await found(ana, second.id), `bo@reef.test ${second.id}`)
    assert.equal(await found(ana, '@bo@reef.test'), `bo@reef.test ${second.id}`)
  })

scenario('pages and the form to follow from elsewhere understand !name@host', async (world) => {
  const { lagoon, ana } = await setting(world)
  const reef = await world.server('reef.test')
  await Promise.all([lagoon.user('bo', { password: PASSWORD }), found(ana, PERSON), found(ana, COMMUNITY)])
  const browser = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  await browser.submit('/auth/sign-in', { login: 'bo', password: PASSWORD })
  const led = async (path: string) => (await browser.get(path)).headers.get('location')
  assert.equal(await led('/search?q=!chess@lemmy.test'), '/@!chess@lemmy.test')
  assert.equal(await led('/!chess@lemmy.test'), '/@!chess@lemmy.test')
  const profile = await (await browser.get('/@!chess@lemmy.test')).text()
  assert.match(profile, /!<bdi>chess@lemmy.test<\/bdi>/)
  assert.doesNotMatch(profile, /@<bdi>!/)
  assert.match(await (await browser.get('/@chess@lemmy.test')).text(), /@<bdi>chess@lemmy.test<\/bdi>/)
  await browser.submit('/@!chess@lemmy.test/follow', {}, { page: '/@!chess@lemmy.test' })
  await world.settle()
  assert.match(await (await browser.get('/@!chess@lemmy.test')).text(), /\/@!chess@lemmy.test\/unfollow/)
  const visitor = createBrowser((request) => lagoon.fetch(request), lagoon.origin)
  const away = await visitor.submit('/@bo/follow', { handle: `!somebody@${reef.host}` })
  assert.equal(away.status, 404, 'reef.test was asked, and knows nobody of this name')
  await reef.user('cy')
  const there = await visitor.submit('/@bo/follow', { handle: `!cy@${reef.host}` })
  assert.match(there.headers.get('location') ?? '', /^https:\/\/reef.test\/authorize_interaction/)
})
