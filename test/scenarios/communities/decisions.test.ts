/** What moderators of a community of another server decide about people and posts here (FEP-1b12). */
import assert from 'node:assert/strict'
import type { StatusEntity } from '../../../src/api/entities/status.ts'
import { DAY } from '../../../src/lib/durations.ts'
import type { CommunityServer } from '../../world/community/community-server.ts'
import type { Member } from '../../world/community/member.ts'
import type { Community } from '../../world/community/state.ts'
import type { Person } from '../../world/person.ts'
import { scenario } from '../../world/scenario.ts'
import type { TestServer } from '../../world/test-server.ts'
import type { World } from '../../world/world.ts'

interface Scene {
  lagoon: TestServer
  ana: Person
  /** Follows the community, too. */
  cy: Person
  lemmy: CommunityServer
  cafe: Community
  /** Moderates the cafe. */
  lia: Member
  max: Member
}

/** Ana and cy follow the community cafe of a Lemmy. */
async function moderatedCommunity(world: World): Promise<Scene> {
  const lagoon = await world.server('lagoon.test')
  const lemmy = await world.communityServer('lemmy.test')
  const [ana, cy] = [await lagoon.user('ana'), await lagoon.user('cy')]
  const [lia, max] = [await lemmy.member('lia'), await lemmy.member('max')]
  const cafe = await lemmy.community('cafe', lia)
  for (const person of [ana, cy]) await person.follow('cafe@lemmy.test')
  await world.settle()
  return { lagoon, ana, cy, lemmy, cafe, lia, max }
}

/** Ana starts a topic in the cafe, which the community boosts for cy. */
async function topicOfAna(world: World, { ana }: Scene): Promise<StatusEntity> {
  const topic = await ana.post('Green tea\n\n@cafe@lemmy.test Who likes it?')
  await world.settle()
  return topic
}

const boostsIn = async (person: Person) => (await person.home()).filter(({ reblog }) => reblog !== null).length
const ofType = async (person: Person, type: string) =>
  (await person.notifications()).filter((notification) => notification.type === type)
const errorOf = ({ status, body }: { status: number; body: { error?: string } }) => `${status} ${body.error}`

scenario('a moderator takes a topic written here out of the community, and puts it back, twice', async (world) => {
  const scene = await moderatedCommunity(world)
  const { ana, cy, lia } = scene
  const topic = await topicOfAna(world, scene)
  assert.equal(await boostsIn(cy), 1)
  for (const reason of ['off topic', 'again']) {
    await lia.remove(topic.uri, reason)
    await world.settle()
    assert.equal(await boostsIn(cy), 0)
    const [told, ...more] = await ofType(ana, 'removal')
    assert.deepEqual([told?.account.acct, told?.status?.id, told?.reason], ['cafe@lemmy.test', topic.id, reason])
    assert.deepEqual(more, [])
    assert.equal((await ana.statusesOf(ana)).length, 1, 'its author keeps it')
    await lia.restore(topic.uri)
    await world.settle()
    assert.equal(await boostsIn(cy), 1)
    assert.deepEqual(await ofType(ana, 'removal'), [])
  }
})

scenario('a removed reply leaves its thread and comes back', async (world) => {
  const scene = await moderatedCommunity(world)
  const { ana, cy, lia, max, cafe } = scene
  const post = await max.post(cafe, { title: 'Tea', text: 'A text' })
  await world.settle()
  const topic = await cy.find(post.id)
  const reply = await ana.reply(await ana.find(post.id), 'rude words')
  await world.settle()
  await lia.remove(reply.uri, 'rude')
  await world.settle()
  assert.deepEqual((await cy.thread(topic)).descendants, [])
  assert.equal((await cy.view(topic)).replies_count, 0)
  assert.equal((await ofType(ana, 'removal'))[0]?.reason, 'rude')
  assert.equal(await cy.viewCode(reply), 200)
  await lia.restore(reply.uri)
  await world.settle()
  assert.equal((await cy.thread(topic)).descendants.length, 1)
  assert.equal((await cy.view(topic)).replies_count, 1)
})

scenario('a post on the community’s own server is deleted with its removal, and comes back', async (world) => {
  const { cy, lia, max, cafe } = await moderatedCommunity(world)
  const post = await max.post(cafe, { title: 'Tea', text: 'A text' })
  await world.settle()
  const topic = await cy.find(post.id)
  await lia.remove(post, 'spam')
  await world.settle()
  assert.equal(await cy.viewCode(topic), 404)
  assert.equal(await boostsIn(cy), 0)
  await world.clock.advance('2m')
  await lia.restore(post)
  await world.settle()
  await world.clock.advance('2m')
  await world.settle()
  assert.equal(await boostsIn(cy), 1)
})

scenario('a locked topic takes no replies from people here until it is open again', async (world) => {
  const { ana, cy, lia, max, cafe } = await moderatedCommunity(world)
  const post = await max.post(cafe, { title: 'Tea', text: 'A text' })
  await world.settle()
  const topic = await ana.find(post.id)
  const early = await ana.reply(topic, 'early')
  await world.settle()
  await lia.lock(post)
  await world.settle()
  for (const parent of [topic, early]) {
    const refused = await cy.api('POST', '/api/v1/statuses', { status: 'late', in_reply_to_id: parent.id })
    assert.equal(errorOf(refused), '403 This thread is locked, so nobody can reply to it.')
    assert.equal((await cy.view(parent)).locked, true)
  }
  assert.equal((await cy.thread(topic)).descendants.length, 1, 'existing replies stay')
  await lia.appoint(cafe, cy.uri)
  await world.settle()
  assert.ok(await cy.reply(topic, 'Moderators may still reply.'))
  await lia.dismiss(cafe, cy.uri)
  await lia.unlock(post)
  await world.settle()
  assert.equal((await cy.view(early)).locked, false)
  await cy.reply(early, 'in time')
})

scenario('moderators pin topics of the community, and appoint and dismiss each other', async (world) => {
  const scene = await moderatedCommunity(world)
  const { ana, cy, lia, cafe, lagoon } = scene
  const topic = await topicOfAna(world, scene)
  await lia.pin(topic.uri)
  await lia.appoint(cafe, ana.uri)
  await world.settle()
  const pinned = async () => (await cy.statusesOf('cafe@lemmy.test', '?pinned=true')).map(({ id }) => id)
  const moderators = async () => {
    const rows = lagoon.app.db
      .selectFrom('community_moderators as m')
      .innerJoin('accounts as a', 'a.id', 'm.account_id')
    return (await rows.select('a.username').orderBy('m.id').execute()).map(({ username }) => username)
  }
  assert.deepEqual(await pinned(), [topic.id])
  assert.deepEqual(await moderators(), ['lia', 'ana'])
  await lia.unpin(topic.uri)
  await lia.dismiss(cafe, ana.uri)
  await world.settle()
  assert.deepEqual(await pinned(), [])
  assert.deepEqual(await moderators(), ['lia'])
})

scenario(
  'a ban is told with its reason and end, refuses what the community would, and ends by the clock',
  async (world) => {
    const scene = await moderatedCommunity(world)
    const { ana, lia, max, cafe } = scene
    const post = await max.post(cafe, { title: 'Tea', text: 'A text' })
    await world.settle()
    const topic = await ana.find(post.id)
    const end = Math.ceil(world.clock.now() / 1000) * 1000 + DAY
    await lia.ban(cafe, ana.uri, { reason: 'spam', end })
    await world.settle()
    const [told, ...more] = await ofType(ana, 'ban')
    const until = new Date(end).toISOString()
    assert.deepEqual([told?.account.acct, told?.reason, told?.expires_at], ['cafe@lemmy.test', 'spam', until])
    assert.deepEqual(more, [])
    const { following, requested, ban } = await ana.relationship('cafe@lemmy.test')
    assert.deepEqual([following, requested, ban], [false, false, { reason: 'spam', expires_at: until }])
    const { id } = await ana.findAccount('cafe@lemmy.test')
    const refusals = [
      await ana.api('POST', '/api/v1/statuses', { status: 'hello @cafe@lemmy.test' }),
      await ana.api('POST', '/api/v1/statuses', { status: 'hello', in_reply_to_id: topic.id }),
      await ana.api('POST', `/api/v1/statuses/${topic.id}/favourite`),
      await ana.api('POST', `/api/v1/accounts/${id}/follow`),
    ]
    const minute = until.slice(0, 16).replace('T', ' ')
    for (const refused of refusals)
      assert.match(errorOf(refused), new RegExp(`^403 .*banned you from !cafe@lemmy.test until ${minute} UTC`))
    await ana.boost(topic)
    await world.clock.advance('25h')
    await ana.favourite(topic)
    await ana.follow('cafe@lemmy.test')
    await world.settle()
    assert.equal((await ana.relationship('cafe@lemmy.test')).following, true)
  },
)

scenario('a lifted ban is told, and neither touches blocks and follows between people', async (world) => {
  const { ana, lia, cafe } = await moderatedCommunity(world)
  await ana.follow('lia@lemmy.test')
  await world.settle()
  await lia.ban(cafe, ana.uri)
  await lia.ban(cafe, ana.uri, { reason: 'longer', end: world.clock.now() + 2 * DAY })
  await world.settle()
  assert.equal((await ofType(ana, 'ban')).length, 1, 'the newest says all')
  assert.equal((await ana.relationship('lia@lemmy.test')).following, true)
  assert.equal((await ana.relationship('lia@lemmy.test')).blocked_by, false)
  await lia.unban(cafe, ana.uri)
  await world.settle()
  assert.equal((await ofType(ana, 'unban'))[0]?.account.acct, 'cafe@lemmy.test')
  assert.deepEqual(await ofType(ana, 'ban'), [], 'what is no longer true is not said')
  await ana.follow('cafe@lemmy.test')
  await lia.ban(cafe, ana.uri)
  await world.settle()
  assert.deepEqual([(await ofType(ana, 'ban')).length, await ofType(ana, 'unban')], [1, []])
})

scenario(
  'a ban that removes data takes everything out of the community without a notification for each',
  async (world) => {
    const scene = await moderatedCommunity(world)
    const { ana, cy, lia, cafe } = scene
    await topicOfAna(world, scene)
    await topicOfAna(world, scene)
    assert.equal(await boostsIn(cy), 2)
    await lia.ban(cafe, ana.uri, { removeData: true, reason: 'spam' })
    await world.settle()
    assert.equal(await boostsIn(cy), 0)
    assert.deepEqual([await ofType(ana, 'removal'), (await ofType(ana, 'ban')).length], [[], 1])
  },
)

scenario('a ban from a server is one from each of its communities', async (world) => {
  const { ana, lia } = await moderatedCommunity(world)
  await lia.banFromSite(ana.uri, { reason: 'spam' })
  await world.settle()
  const refused = await ana.api('POST', '/api/v1/statuses', { status: 'hello @cafe@lemmy.test' })
  assert.match(errorOf(refused), /^403 .*banned you from all communities of lemmy\.test\./)
  await lia.unbanFromSite(ana.uri)
  await world.settle()
  await ana.post('hello @cafe@lemmy.test')
})
