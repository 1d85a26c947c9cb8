/** Those who ask the hub for what they should not get: to send to others, to itself, or more than it can (case 72). */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadConfig } from '../../src/config.ts'
import { RATES } from '../../src/core/rate-limits/rates.ts'
import {
  MAX_PENDING_PER_HOST,
  MAX_PENDING_PER_PAIR,
  MAX_PER_DOMAIN_AND_FEED,
  MAX_PER_HOST,
  MAX_PER_HOST_AND_FEED,
  MAX_REQUEST_BYTES,
} from '../../src/feeds/hub/limits.ts'
import { DAY } from '../../src/lib/durations.ts'
import type { Lookup } from '../../src/lib/http/connector.ts'
import { registeredDomain } from '../../src/lib/http/hosts.ts'
import { createSafeFetch } from '../../src/lib/http/safe-fetch.ts'
import { createLog } from '../../src/lib/log.ts'
import { createServer } from '../../src/server.ts'
import { createTestDatabase } from '../world/databases.ts'
import { createKeyPool } from '../world/key-pool.ts'
import { scenario } from '../world/scenario.ts'
import { SECRET_KEY } from '../world/secret-key.ts'
import type { TestServer } from '../world/test-server.ts'
import type { World } from '../world/world.ts'

const FORM = 'application/x-www-form-urlencoded'

/** Sends a form to the hub, from any network. */
async function ask(
  lagoon: TestServer,
  fields: Record<string, string>,
  { network = '203.0.113.7', type = FORM, body = '' } = {},
): Promise<{ status: number; text: string }> {
  const headers = { host: lagoon.host, 'content-type': type, 'x-forwarded-for': network }
  const form = body || new URLSearchParams({ ...DEFAULTS, ...fields }).toString()
  const request = new Request(`${lagoon.origin}/websub`, { method: 'POST', headers, body: form })
  const answer = await lagoon.answer(request)
  return { status: answer.status, text: await answer.text() }
}
const DEFAULTS = {
  'hub.mode': 'subscribe',
  'hub.topic': 'https://lagoon.test/local.atom',
  'hub.callback': 'https://evil.test/callback',
}

const TAGS = 'https://lagoon.test/tags/'

async function stateOf({ app }: TestServer) {
  const rows = await app.db.selectFrom('websub_subscriptions').select('callback').execute()
  const jobs = await app.db.selectFrom('jobs').select('name').execute()
  return [rows.length, jobs.length]
}

function limited(world: World) {
  return world.server('lagoon.test', { ATOLL_RATE_LIMITS: 'yes' })
}

scenario('what is no request, or leads where nothing may be sent, is refused unasked (case 72)', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const refuses = async (fields: Record<string, string>, reason: RegExp, status = 400) => {
    const answer = await ask(lagoon, fields)
    const what = JSON.stringify(fields).slice(0, 200)
    assert.deepEqual([answer.status, reason.test(answer.text)], [status, true], `${what}: ${answer.text}`)
  }
  for (const host of [
    ...['127.0.0.1', '2130706433', '0x7f.1', '127.1', '[::1]', '[::ffff:7f00:1]', '10.0.0.1', '169.254.169.254'],
    ...['192.168.0.1', '[fd00::1]', 'localhost', 'a.localhost', '0.0.0.0'],
  ])
    await refuses({ 'hub.callback': `http://${host}/` }, /not on the internet/)
  for (const here of [
    'https://lagoon.test/inbox',
    'http://LAGOON.test/',
    'https://lagoon.test:8443/',
    'https://lagoon.test./x',
  ])
    await refuses({ 'hub.callback': here }, /leads to this server/)
  for (const no of [
    ...[
      '',
      'evil.test',
      '/callback',
      'ftp://evil.test/',
      'javascript:alert(1)',
      'https://a:b@evil.test/',
      'https://evil.test/#x',
    ],
    ...[
      'https://evil.test/\0',
      'https://evil.test/ x',
      `https://evil.test/${'x'.repeat(2_048)}`,
      'https://[/',
      'https://evil.test:99999/',
    ],
  ])
    await refuses({ 'hub.callback': no }, /http or https address/)
  const long = `https://evil.test/${'x'.repeat(1_800)}`
  await refuses({ 'hub.callback': long, 'hub.topic': `${TAGS}${'%E6%B5%B7'.repeat(20)}.atom` }, /too long together/)
  await refuses({ 'hub.callback': 'https://evil.test:8443/' }, /port/)
  await refuses({ 'hub.callback': 'https://evil.test:22/' }, /port/)
  await refuses({ 'hub.mode': 'publish' }, /hub.mode/)
  await refuses({ 'hub.mode': 'denied' }, /hub.mode/)
  await refuses({ 'hub.secret': 'é'.repeat(100) }, /hub.secret/)
  for (const lease of ['-1', '1e9', 'ten', '1.5']) await refuses({ 'hub.lease_seconds': lease }, /hub.lease_seconds/)
  const topics = [
    '',
    '/local.atom',
    'https://evil.test/local.atom',
    'https://lagoon.test/',
    'https://lagoon.test/local.atom?x',
  ]
  for (const topic of [
    ...topics,
    'https://lagoon.test/%00.atom',
    'https://lagoon.test/tags/%00.atom',
    'https://lagoon.test/@%00.atom',
  ])
    await refuses({ 'hub.topic': topic }, /hub.topic/)
  await refuses({ 'hub.topic': 'https://lagoon.test/@%ff.atom' }, /./, 404)
  await refuses({ 'hub.secret': 'x'.repeat(MAX_REQUEST_BYTES) }, /larger/, 413)
  for (const type of ['application/json', 'multipart/form-data; boundary=x', 'text/plain'])
    assert.equal((await ask(lagoon, {}, { type })).status, 400)
  assert.equal((await ask(lagoon, {}, { body: '\0&%&=%zz&hub.mode' })).status, 400)
  assert.deepEqual(await stateOf(lagoon), [0, 0])
  assert.deepEqual(world.tape.find({ from: lagoon.host }), [])
})

test('no name that leads to a private address is ever connected to (case 72)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atoll-hub-'))
  const database = await createTestDatabase(folder)
  const looked: string[] = []
  const lookup: Lookup = (host, _, callback) => {
    looked.push(host)
    callback(null, [{ address: host.startsWith('six') ? '::1' : '127.0.0.1', family: host.startsWith('six') ? 6 : 4 }])
  }
  const http = createSafeFetch({ userAgent: 'Atoll/test', allowPrivateAddresses: false, lookup })
  const env = {
    ATOLL_HOST: 'lagoon.test',
    ATOLL_TRUSTED_PROXIES: 'loopback',
    ATOLL_DATABASE_URL: database.url,
    ATOLL_SECRET_KEY: SECRET_KEY,
  }
  const doors = { fetch: http.fetch, keys: createKeyPool(), log: createLog({ level: 'silent' }) }
  const server = await createServer(loadConfig({ env }), doors)
  try {
    for (const host of ['four.test', 'six.test']) {
      const form = new URLSearchParams({ ...DEFAULTS, 'hub.callback': `http://${host}/` })
      const request = new Request('https://lagoon.test/websub', { method: 'POST', body: form })
      request.headers.set('host', 'lagoon.test')
      assert.equal((await server.fetch(request, { remoteAddress: '203.0.113.7' })).status, 202)
    }
    await server.settle()
    assert.deepEqual(looked.toSorted(), ['four.test', 'six.test'])
    assert.deepEqual(await server.app.db.selectFrom('jobs').select('name').execute(), [], 'and not tried again')
    assert.deepEqual(await server.app.db.selectFrom('websub_subscriptions').select('id').execute(), [])
  } finally {
    await server.stop()
    await http.close()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
})

scenario('a host that knows nothing of it is asked a few times an hour, whoever asks for it', async (world) => {
  const lagoon = await limited(world)
  const victim = await world.subscriber('evil.test')
  victim.rule = () => new Response('what?')
  let taken = 0
  for (let n = 0; n < 2 * MAX_PENDING_PER_HOST; n++) {
    const callback = `https://evil.test/${n}`
    const { status } = await ask(lagoon, { 'hub.callback': callback }, { network: `198.51.100.${n % 250}` })
    assert.ok(status === 202 || status === 429, `${status}`)
    if (status === 202) taken++
  }
  assert.equal(taken, MAX_PENDING_PER_HOST)
  await world.settle()
  assert.equal(victim.questions.length, RATES.hubQuestions.max)
  await world.pass('1h')
  assert.equal(victim.questions.length, 2 * RATES.hubQuestions.max)
  await world.pass('7h')
  assert.equal(victim.questions.length, 3 * RATES.hubQuestions.max, 'the others have waited too long')
  assert.deepEqual(await stateOf(lagoon), [0, 0])
})

scenario('who is subscribed can renew, however much others ask for in its name', async (world) => {
  const lagoon = await limited(world)
  const reader = await world.subscriber('evil.test')
  reader.rule = (_, question) =>
    question.get('hub.topic') === DEFAULTS['hub.topic']
      ? new Response(question.get('hub.challenge'))
      : new Response('what?')
  await ask(lagoon, {})
  await world.settle()
  for (let n = 0; n < 2 * MAX_PENDING_PER_HOST; n++) {
    const fields = { 'hub.topic': `${TAGS}n${n}.atom`, 'hub.callback': `https://evil.test/${n}` }
    await ask(lagoon, fields, { network: `198.51.100.${n % 250}` })
  }
  await world.settle()
  const before = await leaseOf(lagoon)
  await world.pass('1m')
  assert.equal((await ask(lagoon, {})).status, 202)
  await world.settle()
  assert.ok((await leaseOf(lagoon)) > before)
})

async function leaseOf({ app }: TestServer): Promise<number> {
  return (await app.db.selectFrom('websub_subscriptions').select('lease_until').executeTakeFirstOrThrow()).lease_until
}

scenario('one network cannot make the hub ask one host after another', async (world) => {
  const lagoon = await limited(world)
  const answers = []
  for (let n = 0; n < 2 * RATES.hubUnconfirmed.max; n++)
    answers.push((await ask(lagoon, { 'hub.callback': `https://n${n}.evil.test/` })).status)
  assert.equal(answers.filter((status) => status === 202).length, RATES.hubUnconfirmed.max)
  assert.ok(answers.slice(RATES.hubUnconfirmed.max).every((status) => status === 429))
})

scenario('a service that confirms what it asks for subscribes to as many feeds as it wants', async (world) => {
  const lagoon = await limited(world)
  const service = await world.subscriber('reader.cay.test')
  service.rule = (_, question) => new Response(question.get('hub.challenge'))
  const feeds = RATES.hubUnconfirmed.max + 20
  for (let n = 0; n < feeds; n++) {
    const topic = `https://lagoon.test/tags/n${n}.atom`
    const { status } = await ask(lagoon, { 'hub.topic': topic, 'hub.callback': `${service.origin}/` })
    assert.equal(status, 202, `${n}`)
    if (n % 10 === 9) await world.settle()
  }
  assert.deepEqual(await stateOf(lagoon), [feeds, 0])
})

scenario('a request that is repeated waits a few times only', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const statuses = []
  for (let n = 0; n < MAX_PENDING_PER_PAIR + 2; n++) statuses.push((await ask(lagoon, {})).status)
  assert.deepEqual(statuses, [...Array(MAX_PENDING_PER_PAIR).fill(202), 429, 429])
})

scenario('ten thousand subscriptions of one host are not taken, and it still may renew those it has', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const crowd = await world.subscriber('crowd.test')
  crowd.rule = (_, question) => new Response(question.get('hub.challenge'))
  const mine = (path: string, topic = DEFAULTS['hub.topic']) =>
    ask(lagoon, { 'hub.topic': topic, 'hub.callback': `${crowd.origin}/${path}` })
  await mine('first')
  await world.settle()
  await addSubscriptions(lagoon, crowd.host, MAX_PER_HOST_AND_FEED - 1, () => 'local')
  assert.match((await mine('one-more')).text, /crowd\.test has as many subscriptions/)
  assert.equal((await mine('other', 'https://lagoon.test/tags/sea.atom')).status, 202)
  await addSubscriptions(lagoon, crowd.host, MAX_PER_HOST - MAX_PER_HOST_AND_FEED, (n) => `tag:n${n}`)
  assert.equal((await mine('more', 'https://lagoon.test/tags/lake.atom')).status, 429)
  await world.settle()
  const [stored] = await stateOf(lagoon)
  assert.equal(stored, MAX_PER_HOST, 'what was accepted before the last place was taken is denied')
  assert.equal(crowd.questions.at(-1)?.get('hub.mode'), 'denied')
  assert.equal((await mine('first')).status, 202)
  assert.equal((await ask(lagoon, { 'hub.callback': 'https://other.test/' })).status, 202, 'others have room')
})

scenario('whoever has a domain cannot fill a feed with its hosts', async (world) => {
  const lagoon = await world.server('lagoon.test')
  for (let host = 0; host * MAX_PER_HOST_AND_FEED < MAX_PER_DOMAIN_AND_FEED; host++)
    await addSubscriptions(lagoon, `h${host}.crowd.test`, MAX_PER_HOST_AND_FEED, () => 'local')
  const full = await ask(lagoon, { 'hub.callback': 'http://new.crowd.test:443/' })
  assert.equal(full.status, 429)
  assert.match(full.text, /^crowd\.test has as many subscriptions/)
  assert.equal((await ask(lagoon, { 'hub.callback': 'https://notcrowd.test/' })).status, 202)
})

async function addSubscriptions(
  { app }: TestServer,
  host: string,
  count: number,
  feedOf: (n: number) => string,
): Promise<void> {
  const now = app.clock.now()
  const rows = Array.from({ length: count }, (_, n) => ({
    ...{
      id: app.ids.next(),
      pair_key: `${host} ${feedOf(n)} ${n}`,
      feed: feedOf(n),
      topic: 'https://lagoon.test/x.atom',
    },
    ...{ format: 'atom' as const, callback: `https://${host}/${n}`, host, sent: 0, due: 0 },
    ...{ domain: registeredDomain(host) },
    ...{ lease_until: now + DAY, created_at: now },
  }))
  for (let at = 0; at < rows.length; at += 500)
    await app.db
      .insertInto('websub_subscriptions')
      .values(rows.slice(at, at + 500))
      .execute()
}

scenario('a subscriber that never answers holds up no other, and a liar gets nothing', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const [silent, liar, honest] = [
    await world.subscriber('slow.test'),
    await world.subscriber('evil.test'),
    await world.subscriber('reader.cay.test'),
  ]
  const hub = `${lagoon.origin}/websub`
  const topic = DEFAULTS['hub.topic']
  liar.rule = () => new Response('x'.repeat(10_000_000))
  for (const one of [silent, liar]) await one.ask(hub, { topic })
  // Plain http is permitted to subscribers, as in the specification.
  await honest.ask(hub, { topic, callback: `http://${honest.host}/callback` })
  await world.settle()
  const stop = world.intercept(({ to }) => (to === silent.host ? 'lose-answer' : undefined))
  await ana.post('hello')
  await world.settle()
  assert.equal(honest.received.length, 1)
  assert.deepEqual(liar.received, [])
  const tried = silent.received.length
  assert.ok(tried > 0 && tried <= 5)
  stop()
  await world.pass('1h', 2)
  assert.equal(silent.received.length, tried + 1, 'what may not have arrived comes again')
})

scenario('a subscriber that redirects sends nothing to another host', async (world) => {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const [turncoat, victim] = [await world.subscriber('evil.test'), await world.subscriber('third.test')]
  const away = () => new Response(null, { status: 307, headers: { location: `${victim.origin}/callback` } })
  const [hub, topic] = [`${lagoon.origin}/websub`, DEFAULTS['hub.topic']]
  turncoat.rule = away
  await turncoat.ask(hub, { topic, path: '/first' })
  await world.settle()
  turncoat.rule = undefined
  await turncoat.ask(hub, { topic, path: '/second' })
  await world.settle()
  assert.deepEqual(await stateOf(lagoon), [1, 0])
  turncoat.rule = away
  await ana.post('for nobody else')
  await world.pass('1h', 3)
  assert.ok(world.tape.find({ to: turncoat.host, method: 'POST' }).length > 1)
  assert.deepEqual(world.tape.find({ to: victim.host }), [])
})
