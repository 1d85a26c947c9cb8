/** Another server refuses what a person here wrote, and the person learns why. */
import assert from 'node:assert/strict'
import { blockDomain } from '../../src/core/domains/block.ts'
import type { Peer } from '../world/peer.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

/** Ana writes to max, who lives on a peer that refuses everything like Lemmy. */
async function refusedBy(world: World, answer: object | string | null, status = 400, type = 'application/json') {
  const lagoon = await world.server('lagoon.test')
  const peer = await world.peer('lemmy.test')
  const max = await peer.actor('max')
  const ana = await lagoon.user('ana')
  refuse(peer, answer, status, type)
  return { lagoon, peer, ana, max, post: await settled(world, ana.post(`@${max.handle} hello`)) }
}

function refuse(peer: Peer, answer: object | string | null, status = 400, type = 'application/json'): void {
  const body = typeof answer === 'string' || answer === null ? answer : JSON.stringify(answer)
  peer.inboxRule = () => new Response(body, { status, headers: { 'content-type': type } })
}

async function settled<T>(world: World, work: Promise<T>): Promise<T> {
  const result = await work
  await world.settle()
  return result
}

const EDIT_REFUSED = 'lemmy.test refused your last edit: it contains a word that is not allowed there.'
const refusalsOf = async (ana: Person, post: { id: string }) => (await ana.view(post)).refusals ?? []

scenario('the author of a refused post is told who refused it, and why', async (world) => {
  const { ana, post } = await refusedBy(world, { error: 'post_is_locked' })
  const [{ created_at, ...refusal } = assert.fail(), ...others] = await refusalsOf(ana, post)
  assert.deepEqual(others, [])
  assert.ok(Date.parse(created_at) >= Date.parse(post.created_at))
  assert.deepEqual(refusal, {
    host: 'lemmy.test',
    action: 'post',
    status: 400,
    reason: 'locked',
    answer: 'post_is_locked',
    message: 'lemmy.test refused this: the post is locked.',
    addressed: true,
  })
})

scenario('a member of a community that locks and unlocks a topic learns both (FEP-1b12)', async (world) => {
  const forum = await world.communityServer('lemmy.test')
  const lia = await forum.member('lia')
  const topic = await lia.post(await forum.community('cafe', lia), { title: 'Tea', text: 'Green?' })
  const ana = await (await world.server('lagoon.test')).user('ana')
  const seen = await ana.find(topic.id)
  await lia.lock(topic)
  const reply = await settled(world, ana.reply(seen, 'black tea'))
  const messages = async () => (await refusalsOf(ana, reply)).map((one) => one.message)
  assert.deepEqual(await messages(), ['lemmy.test refused this: the post is locked.'])
  await lia.unlock(topic)
  await settled(world, ana.edit(reply, 'white tea'))
  assert.deepEqual(await messages(), [])
  assert.ok(forum.site.entry(reply.uri))
})

scenario('a delivery that is repeated because its answer was lost is not refused', async (world) => {
  const forum = await world.communityServer('lemmy.test')
  const lia = await forum.member('lia')
  const topic = await lia.post(await forum.community('cafe', lia), { title: 'Tea', text: 'Green?' })
  const ana = await (await world.server('lagoon.test')).user('ana')
  const seen = await ana.find(topic.id)
  const stop = world.intercept(({ name }) => (name === 'Create(Note)' ? 'lose-answer' : undefined))
  const reply = await settled(world, ana.reply(seen, 'black tea'))
  stop()
  await world.pass('10m', 3)
  assert.deepEqual([forum.refused[0]?.status, forum.refused[0]?.message], [400, ''])
  assert.ok(forum.site.entry(reply.uri))
  assert.deepEqual(await refusalsOf(ana, reply), [])
})

scenario('nobody else is told of a refusal', async (world) => {
  const { lagoon, ana, post } = await refusedBy(world, { error: 'post_is_locked' })
  const bo = await lagoon.user('bo')
  assert.equal((await bo.view(post)).refusals, undefined)
  const visitor = await lagoon.fetch(new Request(`${lagoon.origin}/api/v1/statuses/${post.id}`))
  assert.equal(JSON.parse(await visitor.text()).refusals, undefined)
  assert.equal((await ana.home())[0]?.refusals?.length, 1)
})

scenario('an answer that is not understood is quoted as one line of plain text', async (world) => {
  const { ana, post, peer } = await refusedBy(world, { error: 'unknown', message: '<b>No</b>\u202e\u0000\nthanks' })
  const message = async () => (await refusalsOf(ana, post))[0]?.message
  assert.equal(await message(), 'lemmy.test refused this: “No thanks”')
  refuse(peer, '<html><title>403</title></html>', 403, 'text/html')
  await settled(world, ana.edit(post, '@max@lemmy.test hello again'))
  assert.equal(await message(), 'lemmy.test refused this and did not say why.')
})

scenario('a refusal goes when a later version is accepted, and with the post', async (world) => {
  const { lagoon, ana, post, peer } = await refusedBy(world, { error: 'slurs' })
  peer.inboxRule = undefined
  await settled(world, ana.edit(post, '@max@lemmy.test hello again'))
  assert.deepEqual(await refusalsOf(ana, post), [])
  refuse(peer, { error: 'slurs' })
  await settled(world, ana.edit(post, '@max@lemmy.test once more'))
  assert.equal((await refusalsOf(ana, post))[0]?.message, EDIT_REFUSED)
  await settled(world, ana.delete(post))
  assert.deepEqual(await lagoon.app.db.selectFrom('refusals').selectAll().execute(), [])
})

scenario('a person is told that the server to which they write blocks theirs', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await settled(world, ana.follow(bo))
  await blockDomain(reef.app, 'lagoon.test')
  const post = await settled(world, ana.post(`@${bo.handle} hello`))
  const [{ status, message } = assert.fail()] = await refusalsOf(ana, post)
  assert.equal(status, 403)
  assert.equal(message, 'reef.test refused this: “Your server is blocked on this server.”')
})

scenario('a person is told that a like was refused, until they withdraw it', async (world) => {
  const { lagoon, ana, max, peer } = await refusedBy(world, { error: 'person_is_banned_from_community' })
  const note = max.note('look')
  const post = await ana.find(note.id)
  await settled(world, ana.favourite(post))
  assert.deepEqual(
    (await refusalsOf(ana, post)).map((one) => one.message),
    ['lemmy.test refused your like: you are banned from this community.'],
  )
  assert.equal((await (await lagoon.user('bo')).view(post)).refusals, undefined)
  await settled(world, ana.unfavourite(post))
  peer.inboxRule = undefined
  await settled(world, ana.favourite(post))
  assert.deepEqual(await refusalsOf(ana, post), [])
})

scenario('a person is told that a request to follow was refused, and it is sent once more', async (world) => {
  const { ana, max, peer } = await refusedBy(world, { error: 'site_ban' })
  await settled(world, ana.follow(max.handle))
  const { requested, refusal } = await ana.relationship(max.handle)
  assert.equal(requested, true)
  assert.equal(refusal?.message, 'lemmy.test refused your request: you are banned there.')
  peer.inboxRule = undefined
  await world.pass('25h', 2)
  assert.equal(peer.receivedOf('Follow').length, 1)
  assert.equal((await ana.relationship(max.handle)).refusal, undefined)
})

scenario('a server that is down, asks to wait or has no such inbox refuses nothing', async (world) => {
  const ana = await (await world.server('lagoon.test')).user('ana')
  const statuses = [401, 404, 405, 408, 410, 425, 429, 500, 501, 503]
  for (const status of statuses) {
    const peer = await world.peer(`h${status}.reef.test`)
    await peer.actor('max')
    refuse(peer, { error: 'post_is_locked' }, status)
  }
  const post = await settled(world, ana.post(statuses.map((status) => `@max@h${status}.reef.test`).join(' ')))
  assert.equal((await ana.view(post)).mentions.length, statuses.length)
  await world.pass('1d', 3)
  assert.deepEqual(await refusalsOf(ana, post), [])
})

scenario('servers that only followers use are told apart, and are not endless', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  for (let at = 0; at < 25; at++) {
    const peer = await world.peer(`h${at}.reef.test`)
    const follower = await peer.actor('fan')
    await follower.send(lagoon, follower.follow(ana.uri))
    refuse(peer, null, 403)
  }
  const peer = await world.peer('lemmy.test')
  await peer.actor('max')
  refuse(peer, { error: 'object_is_not_public' })
  await world.settle()
  const post = await settled(world, ana.post('@max@lemmy.test hello'))
  const refusals = await refusalsOf(ana, post)
  assert.equal(refusals.length, 20)
  assert.deepEqual(
    refusals.filter((one) => one.addressed).map((one) => one.host),
    ['lemmy.test'],
  )
  assert.deepEqual(refusals.map((one) => one.addressed).indexOf(true), 0)
})
