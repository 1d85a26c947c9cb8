import assert from 'node:assert/strict'
import type { StatusEntity } from '../../src/api/entities/status.ts'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { WebhookReceiver } from '../world/webhook-receiver.ts'
import type { World } from '../world/world.ts'

/** What an account can be told of. */
const ALL = [
  ...['mention.received', 'reply.received', 'favourite.received', 'boost.received'],
  ...['follow.received', 'follow_request.received', 'follow.accepted'],
  ...['status.posted', 'status.edited', 'status.deleted'],
]

/** Makes a webhook whose receiver knows its secret. */
async function hook(person: Person, receiver: WebhookReceiver, events: readonly string[] = ALL) {
  const made = await person.call('POST', '/api/v1/webhooks', { url: receiver.url, events })
  receiver.secret = made.secret
  return made
}

async function friends(world: World) {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana'), await reef.user('bo')]
  await bo.follow(ana)
  await world.settle()
  return { lagoon, reef, ana, bo }
}

scenario('a program is told of what concerns a person, in signed calls with the entities of the API', async (world) => {
  const { ana, bo } = await friends(world)
  await using receiver = await WebhookReceiver.open(world)
  await hook(ana, receiver)
  const post = await ana.post('hello')
  await world.settle()
  const [copy] = await bo.home()
  assert.ok(copy)
  await bo.favourite(copy)
  await bo.boost(copy)
  await bo.reply(copy, '@ana@lagoon.test an answer')
  await bo.post('@ana@lagoon.test out of the blue')
  await world.settle()
  await ana.edit(post, 'hello again')
  await ana.delete(post)
  await world.settle()
  assert.deepEqual([...receiver.types].sort(), [
    'boost.received',
    'favourite.received',
    'mention.received',
    'reply.received',
    'status.deleted',
    'status.edited',
    'status.posted',
  ])
  const of = (type: string) => receiver.received.find((message) => message.type === type)
  assert.equal(of('status.posted')?.data.content, post.content)
  assert.equal(of('status.posted')?.version, 1)
  assert.match(of('status.edited')?.data.content, /hello again/)
  assert.equal(of('status.deleted')?.data.id, post.id)
  assert.equal(of('favourite.received')?.data.account.acct, 'bo@reef.test')
  assert.match(of('reply.received')?.data.status.content, /an answer/)
  assert.match(of('mention.received')?.id ?? '', /^msg_\d+$/)
  assert.equal(receiver.forged, 0)
  const order = receiver.types.filter((type) => type.startsWith('status.'))
  assert.deepEqual(order, ['status.posted', 'status.edited', 'status.deleted'])
})

scenario('a receiver that is stopped for an hour has missed nothing, and gets it in order', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const ana = await lagoon.user('ana')
  await using receiver = await WebhookReceiver.open(world)
  await hook(ana, receiver)
  receiver.reachable = false
  const texts = Array.from({ length: 12 }, (_, n) => `post ${n}`)
  const posts: StatusEntity[] = []
  for (const text of texts) {
    posts.push(await ana.post(text))
    await world.pass('5m')
  }
  await ana.edit(posts[0] as StatusEntity, 'post 0, better')
  receiver.reachable = true
  await world.pass('30m', 8)
  const posted = receiver.received.filter(({ type }) => type === 'status.posted').map(({ data }) => data.content)
  assert.deepEqual(posted.sort(), texts.map((text) => `<p>${text}</p>`).sort())
  const first = receiver.received.filter(({ data }) => data.id === posts[0]?.id).map(({ type }) => type)
  assert.deepEqual(first, ['status.posted', 'status.edited'])
})

scenario('a call whose answer is lost is repeated with the same id', async (world) => {
  const [lagoon] = await world.servers('lagoon.test')
  const ana = await lagoon.user('ana')
  await using receiver = await WebhookReceiver.open(world)
  await hook(ana, receiver)
  const stop = world.intercept(({ to }) => (to === receiver.host ? 'lose-answer' : undefined))
  await ana.post('once')
  await world.settle()
  stop()
  await world.pass('10m', 2)
  assert.equal(receiver.received.length, 2)
  assert.equal(receiver.received[0]?.id, receiver.received[1]?.id)
  const [logged] = await ana
    .call('GET', '/api/v1/webhooks')
    .then(([one]) => ana.call('GET', `/api/v1/webhooks/${one.id}/deliveries`))
  assert.deepEqual([logged.state, logged.attempts, logged.status], ['delivered', 2, 204])
  assert.equal(logged.message_id, receiver.received[0]?.id)
})

scenario('a program is told of follows, of requests, and of those that are accepted', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, bo] = [await lagoon.user('ana', { locked: true }), await reef.user('bo')]
  await using atAna = await WebhookReceiver.open(world)
  await using atBo = await WebhookReceiver.open(world, 'hook.other.test')
  await hook(ana, atAna)
  await hook(bo, atBo)
  await bo.follow(ana)
  await world.settle()
  const request = atAna.received[0]
  assert.deepEqual([request?.type, request?.data.account.acct], ['follow_request.received', 'bo@reef.test'])
  await ana.call('POST', `/api/v1/follow_requests/${request?.data.account.id}/authorize`)
  await world.settle()
  assert.deepEqual(atAna.types, ['follow_request.received', 'follow.received'])
  assert.deepEqual(
    atBo.received.map(({ type, data }) => [type, data.acct]),
    [['follow.accepted', 'ana@lagoon.test']],
  )
})
