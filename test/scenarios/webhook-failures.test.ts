import assert from 'node:assert/strict'
import type { Person } from '../world/person.ts'
import { scenario } from '../world/scenario.ts'
import { WebhookReceiver } from '../world/webhook-receiver.ts'
import type { World } from '../world/world.ts'

async function scene(world: World, events = ['status.posted', 'status.edited']) {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana', { email: 'ana@example.org' })
  const receiver = await WebhookReceiver.open(world)
  const { id, secret } = await ana.call('POST', '/api/v1/webhooks', { url: receiver.url, events })
  receiver.secret = secret
  const path = `/api/v1/webhooks/${id}`
  return {
    ...{ lagoon, ana, receiver, path },
    show: () => ana.call('GET', path),
    log: (query = '') => ana.call('GET', `${path}/deliveries?limit=100${query}`),
    replay: (form = {}) => ana.call('POST', `${path}/replay`, form),
    /** The contents of the posts that were received, in order. */
    told: () => receiver.received.map(({ data }) => data.content),
    [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
  }
}

/** Passes so many days, in steps in which jobs run. */
const days = (world: World, count: number) => world.pass('12h', count * 2)

scenario(
  'after three days without success a webhook is off, and a replay delivers all that was missed',
  async (world) => {
    await using at = await scene(world)
    at.receiver.reachable = false
    const first = await at.ana.post('one')
    await days(world, 1)
    await at.ana.edit(first, 'one, better')
    await at.ana.post('two')
    await days(world, 1)
    assert.equal((await at.show()).enabled, true)
    await days(world, 3)
    const { enabled, disabled_reason } = await at.show()
    assert.deepEqual([enabled, disabled_reason], [false, 'failing'])
    const letter = at.lagoon.mailbox.letters.at(-1)
    assert.match(letter?.subject ?? '', /webhook of yours at .* is off/)
    assert.match(letter?.text ?? '', /nothing was accepted for three days.*\/settings\/webhooks\/\d+/s)
    await at.ana.post('not told')
    assert.equal((await at.ana.api('POST', `${at.path}/replay`)).status, 409)
    const kept = await at.log('&state=failed')
    assert.equal(kept.length, 3)
    await world.pass('5d', 4)
    at.receiver.reachable = true
    await at.ana.call('PUT', at.path, { enabled: true })
    assert.deepEqual(await at.replay({ state: 'failed' }), { count: 3 })
    await world.pass('1m', 3)
    assert.deepEqual(
      at.told().filter((content) => content.includes('one')),
      ['<p>one</p>', '<p>one, better</p>'],
    )
    assert.equal(at.told().length, 3)
    const ids = kept.map((one: { message_id: string }) => one.message_id)
    assert.deepEqual(at.receiver.received.map(({ id }) => id).sort(), ids.sort())
  },
)

scenario('who switches a webhook on is believed, although its host has not answered for a month', async (world) => {
  await using at = await scene(world)
  at.receiver.reachable = false
  for (let n = 0; n < 6; n++) await at.ana.post(`post ${n}`)
  await days(world, 4)
  assert.equal((await at.show()).disabled_reason, 'failing')
  await world.pass('8d', 4)
  at.receiver.reachable = true
  await at.ana.call('PUT', at.path, { enabled: true })
  await at.ana.post('after a month')
  await world.pass('1m')
  assert.deepEqual(at.told(), ['<p>after a month</p>'])
})

scenario('a 410 switches a webhook off at once', async (world) => {
  await using at = await scene(world)
  at.receiver.status = 410
  await at.ana.post('one')
  await world.settle()
  assert.equal((await at.show()).disabled_reason, 'gone')
  assert.match(at.lagoon.mailbox.letters.at(-1)?.text ?? '', /410/)
  const [logged] = await at.log()
  assert.deepEqual([logged.state, logged.status, logged.attempts], ['failed', 410, 1])
})

scenario('one event that its receiver cannot take is given up, and does not stop the others', async (world) => {
  await using at = await scene(world)
  const poison = /poison/
  at.receiver.rule = ({ data }) => (poison.test(data.content) ? 500 : 204)
  await at.ana.post('poison')
  for (let day = 0; day < 5; day++) {
    await at.ana.post(`day ${day}`)
    await days(world, 1)
  }
  assert.equal(at.told().length, 5)
  assert.equal((await at.show()).enabled, true)
  const [failed, ...others] = await at.log('&state=failed')
  assert.deepEqual([failed.status, failed.error, others.length], [500, 'answered 500', 0])
})

scenario('whatever is no success is tried again, and a redirect is not followed', async (world) => {
  await using at = await scene(world)
  const other = await world.peer('other.test')
  for (const status of [301, 307, 400, 401, 403, 404, 405, 422, 501]) {
    at.receiver.status = status
    at.receiver.location = 'https://other.test/inbox'
    await at.ana.post(`answered ${status}`)
    await world.settle()
    at.receiver.status = 204
    await world.pass('1m', 2)
    assert.equal(at.told().at(-1), `<p>answered ${status}</p>`)
  }
  assert.deepEqual([other.received, other.requests], [[], []])
})

scenario('after a rotation both secrets are right, until the former one expires', async (world) => {
  await using at = await scene(world)
  const former = at.receiver.secret
  const rotated = await at.ana.call('POST', `${at.path}/rotate`, { former_expires_in: 3600 })
  assert.notEqual(rotated.secret, former)
  await at.ana.post('one')
  await world.settle()
  assert.equal(at.receiver.received.length, 1)
  at.receiver.secret = rotated.secret
  await at.ana.post('two')
  await world.settle()
  assert.equal(at.receiver.received.length, 2)
  at.receiver.secret = former
  await world.clock.advance('1h')
  await at.ana.post('three')
  await world.settle()
  assert.deepEqual([at.receiver.received.length, at.receiver.forged], [2, 1])
  at.receiver.secret = rotated.secret
  await world.pass('1m')
  assert.equal(at.receiver.received.length, 3)
})

scenario('one message and a span of the log are delivered again with their ids', async (world) => {
  await using at = await scene(world)
  for (const text of ['one', 'two', 'three']) {
    await at.ana.post(text)
    await world.pass('1m')
  }
  const [three, two, one] = await at.log()
  at.receiver.received.length = 0
  assert.deepEqual(await at.replay({ delivery_id: two.id }), { count: 1 })
  await world.settle()
  assert.deepEqual(
    at.receiver.received.map(({ id }) => id),
    [two.message_id],
  )
  assert.deepEqual(await at.replay({ since: two.created_at, until: three.created_at }), { count: 2 })
  assert.deepEqual(await at.replay({ until: one.created_at }), { count: 1 })
  await world.settle()
  assert.equal(at.receiver.received.length, 4)
  assert.equal((await at.ana.api('POST', `${at.path}/replay`, { delivery_id: '1' })).status, 404)
  assert.equal((await at.ana.api('POST', `${at.path}/replay`, { since: 'soon' })).status, 422)
})

scenario('a server that is killed again and again tells each event, and repeats have the same id', async (world) => {
  await using at = await scene(world)
  let calls = 0
  world.intercept(async ({ to }) => {
    if (to !== at.receiver.host || ++calls % 3 !== 0) return undefined
    await world.crash(at.lagoon)
    return 'lose-answer'
  })
  const texts = Array.from({ length: 15 }, (_, n) => `post ${n}`)
  for (const text of texts) {
    await at.ana.post(text)
    await world.settle()
  }
  await world.pass('10m', 12)
  const idsOf = Map.groupBy(at.receiver.received, ({ data }) => data.content)
  assert.deepEqual([...idsOf.keys()].sort(), texts.map((text) => `<p>${text}</p>`).sort())
  for (const [content, received] of idsOf)
    assert.equal(new Set(received.map(({ id }) => id)).size, 1, `${content} has several ids`)
})

scenario('what was made with an API key ends with it (R-74)', async (world) => {
  await using at = await scene(world)
  const key = await at.ana.call('POST', '/api/v1/tokens', { name: 'bot', scopes: 'read write' })
  const authorization = `Bearer ${key.token}`
  const form = { url: `${at.receiver.url}?bot`, events: ['status.posted'] }
  const made = await at.ana.call('POST', '/api/v1/webhooks', form, { authorization })
  await at.ana.call('DELETE', `/api/v1/tokens/${key.id}`)
  await at.ana.post('one')
  await world.settle()
  assert.equal(at.receiver.received.length + at.receiver.forged, 1)
  assert.deepEqual(await at.ana.call('GET', `/api/v1/webhooks/${made.id}/deliveries`), [])
  await world.pass('2h', 2)
  const left: { id: string }[] = await at.ana.call('GET', '/api/v1/webhooks')
  assert.deepEqual(
    left.map(({ id }) => at.path.endsWith(id)),
    [true],
  )
})

scenario('who is blocked causes no event, and a program is told nothing that its owner may not see', async (world) => {
  const [lagoon, reef] = await world.servers('lagoon.test', 'reef.test')
  const [ana, cy] = [await lagoon.user('ana'), await lagoon.user('cy')]
  const bo: Person = await reef.user('bo')
  await using receiver = await WebhookReceiver.open(world)
  const events = ['mention.received', 'reply.received', 'favourite.received', 'status.posted']
  receiver.secret = (await ana.call('POST', '/api/v1/webhooks', { url: receiver.url, events })).secret
  await bo.post('@ana@lagoon.test first')
  await cy.post('@bo@reef.test for bo alone', { visibility: 'direct' })
  await cy.post('nobody is named')
  await world.settle()
  await ana.block(bo)
  await bo.post('@ana@lagoon.test second')
  await world.settle()
  assert.deepEqual(receiver.types, ['mention.received'])
  assert.match(receiver.received[0]?.data.status.content, /first/)
})
