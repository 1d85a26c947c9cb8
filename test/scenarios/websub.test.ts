/** Programs subscribe to feeds at the hub (W3C WebSub). */
import assert from 'node:assert/strict'
import { deleteUser } from '../../src/core/users/delete.ts'
import { DAY, HOUR, SECOND } from '../../src/lib/durations.ts'
import { scenario } from '../world/scenario.ts'
import type { World } from '../world/world.ts'

const READER = 'reader.cay.test'

async function open(world: World) {
  const lagoon = await world.server('lagoon.test')
  const ana = await lagoon.user('ana')
  const reader = await world.subscriber(READER)
  const hub = `${lagoon.origin}/websub`
  const topic = `${lagoon.origin}/@ana.atom`
  const asked = (name: string) => reader.questions.map((question) => question.get(name))
  return { lagoon, ana, reader, hub, topic, asked }
}

scenario('a subscriber is asked whether it meant it, and told what is granted', async (world) => {
  const { reader, hub, topic, asked } = await open(world)
  assert.equal((await reader.ask(hub, { topic })).status, 202)
  assert.deepEqual(reader.questions, [], 'it is asked by a job')
  await world.settle()
  assert.deepEqual(asked('hub.mode'), ['subscribe'])
  assert.deepEqual(asked('hub.topic'), [topic])
  assert.deepEqual(asked('hub.lease_seconds'), [String((10 * DAY) / SECOND)])
  assert.equal(reader.subscriptions.size, 1)
  await reader.ask(hub, { topic, path: '/?for=1', leaseSeconds: (365 * DAY) / SECOND })
  await world.settle()
  assert.equal(asked('hub.lease_seconds')[1], String((30 * DAY) / SECOND))
  assert.equal(asked('for')[1], '1', 'what the address has of its own stays')
})

scenario('the hub finds the feed by its address in each format, and says what is wrong with others', async (world) => {
  const { lagoon, reader, hub } = await open(world)
  await lagoon.user('bo')
  const feeds = ['/@ana', '/@ana/replies', '/@ana/tagged/sea', '/tags/sea', '/local']
  for (const feed of feeds)
    for (const format of ['atom', 'rss', 'json'])
      assert.equal((await reader.ask(hub, { topic: `${lagoon.origin}${feed}.${format}` })).status, 202)
  const refused = async (topic: string) => {
    const { status, text } = await reader.ask(hub, { topic })
    return `${status} ${text.trim()}`
  }
  assert.match(await refused(`${lagoon.origin}/@ANA.atom`), /^400 .*Use https:\/\/lagoon\.test\/@ana\.atom as/)
  assert.match(await refused(`${lagoon.origin}/@ana`), /^400 hub.topic is not a feed of this server/)
  assert.match(await refused('https://reef.test/@ana.atom'), /^400 hub.topic is not a feed of this server/)
  assert.match(await refused(`${lagoon.origin}/@nobody.atom`), /^404 /)
  await world.settle()
  assert.equal(reader.subscriptions.size, 15)
})

scenario('a subscription is renewed, and ends with its lease or when its subscriber wants it', async (world) => {
  const { lagoon, reader, hub, topic, asked } = await open(world)
  const stored = () => lagoon.app.db.selectFrom('websub_subscriptions').selectAll().execute()
  await reader.ask(hub, { topic, leaseSeconds: (2 * HOUR) / SECOND, secret: 'first' })
  await world.settle()
  const [first] = await stored()
  assert.doesNotMatch(JSON.stringify(first), /"first"/, 'secrets are sealed')
  await world.pass('1h')
  await reader.ask(hub, { topic, leaseSeconds: (2 * HOUR) / SECOND })
  await world.settle()
  const [renewed, ...more] = await stored()
  assert.deepEqual([renewed?.id, more.length, renewed?.secret], [first?.id, 0, null])
  assert.equal(Number(renewed?.lease_until) - Number(first?.lease_until), HOUR)
  await reader.ask(hub, { topic, mode: 'unsubscribe' })
  await world.settle()
  assert.deepEqual(asked('hub.mode'), ['subscribe', 'subscribe', 'unsubscribe'])
  assert.deepEqual(await stored(), [])
  await reader.ask(hub, { topic, leaseSeconds: (2 * HOUR) / SECOND })
  await world.settle()
  await world.pass('1h', 4)
  assert.deepEqual(await stored(), [], 'pruned')
})

scenario('nobody can unsubscribe another, or subscribe it', async (world) => {
  const { lagoon, reader, hub, topic } = await open(world)
  await reader.ask(hub, { topic })
  await world.settle()
  const enemy = await world.subscriber('evil.test')
  const asEnemy = (mode: 'subscribe' | 'unsubscribe', path: string) =>
    enemy.ask(hub, { topic, mode, callback: reader.origin + path })
  assert.equal((await asEnemy('unsubscribe', '/callback')).status, 202)
  assert.equal((await asEnemy('subscribe', '/other')).status, 202)
  await world.settle()
  assert.equal(reader.questions.length, 3)
  const rows = await lagoon.app.db.selectFrom('websub_subscriptions').select('callback').execute()
  assert.deepEqual(rows, [{ callback: `${reader.origin}/callback` }])
})

scenario('the longest address that is accepted is asked, and told why a subscription ends', async (world) => {
  const { lagoon, reader, hub, topic } = await open(world)
  const lengths = []
  for (let length = 1_700; length < 2_000; length += 20) {
    const path = `/${'x'.repeat(length)}`
    const { status } = await reader.ask(hub, { topic, path, leaseSeconds: (30 * DAY) / SECOND })
    if (status === 202) lengths.push(length)
    await world.settle()
  }
  assert.ok(lengths.length > 3 && lengths.length < 15, lengths.join())
  assert.equal(reader.subscriptions.size, lengths.length)
  await deleteUser(lagoon.app, 'ana')
  await world.settle()
  assert.equal(reader.subscriptions.size, 0)
})

scenario('who is not subscribed is not asked whether to end it', async (world) => {
  const { reader, hub, topic } = await open(world)
  assert.equal((await reader.ask(hub, { topic, mode: 'unsubscribe' })).status, 202)
  await world.settle()
  assert.deepEqual(reader.questions, [])
})

scenario('subscribers of a deleted account are told that it is gone', async (world) => {
  const { lagoon, reader, hub, topic, asked } = await open(world)
  await reader.ask(hub, { topic })
  await reader.ask(hub, { topic: `${lagoon.origin}/@ana/tagged/sea.json` })
  await reader.ask(hub, { topic: `${lagoon.origin}/local.rss` })
  await world.settle()
  await deleteUser(lagoon.app, 'ana')
  await world.settle()
  assert.deepEqual(asked('hub.mode').slice(3), ['denied', 'denied'])
  assert.deepEqual(asked('hub.topic').slice(3), [topic, `${lagoon.origin}/@ana/tagged/sea.json`])
  assert.match(asked('hub.reason')[3] ?? '', /deleted/)
  assert.equal(reader.subscriptions.size, 1)
})

scenario('an account that is deleted before its subscriber was asked is denied', async (world) => {
  const { lagoon, reader, hub, topic, asked } = await open(world)
  await reader.ask(hub, { topic })
  await deleteUser(lagoon.app, 'ana')
  await world.settle()
  assert.deepEqual(asked('hub.mode'), ['denied'])
})

scenario('a subscriber that cannot answer is asked three times, and one that answers otherwise once', async (world) => {
  const { lagoon, reader, hub, topic } = await open(world)
  const questions = async (rule: typeof reader.rule) => {
    reader.questions.length = 0
    reader.rule = rule
    assert.equal((await reader.ask(hub, { topic })).status, 202)
    await world.pass('1h', 3)
    return reader.questions.length
  }
  assert.equal(await questions(() => new Response(null, { status: 503 })), 3)
  assert.equal(await questions(() => new Response(null, { status: 404 })), 1)
  assert.equal(await questions(() => new Response('yes')), 1)
  assert.equal(await questions((_, question) => new Response(`${question.get('hub.challenge')}\n`)), 1)
  assert.equal(await questions((_, question) => new Response(question.get('hub.challenge'), { status: 400 })), 1)
  const elsewhere = (_: Request, question: URLSearchParams) =>
    new Response(null, { status: 302, headers: { location: `/echo?hub.challenge=${question.get('hub.challenge')}` } })
  assert.equal(await questions(elsewhere), 1)
  assert.deepEqual(await lagoon.app.db.selectFrom('websub_subscriptions').selectAll().execute(), [])
  assert.deepEqual(await lagoon.app.db.selectFrom('jobs').selectAll().execute(), [])
  reader.rule = undefined
  await reader.ask(hub, { topic })
  await world.settle()
  assert.equal(reader.subscriptions.size, 1)
})

scenario(
  'a subscriber gets each post, its edit and its deletion, signed, and nothing else of the feed',
  async (world) => {
    const { lagoon, ana, reader, hub, topic } = await open(world)
    await ana.post('before anyone reads')
    const topics = [topic, `${lagoon.origin}/@ana.rss`, `${lagoon.origin}/@ana.json`]
    for (const each of topics) await reader.ask(hub, { topic: each, secret: 'a long secret' })
    await world.settle()
    const arrived = async () => {
      const before = reader.received.length
      await world.settle()
      return reader.received.slice(before).sort((a, b) => (a.type < b.type ? -1 : 1))
    }
    const post = await ana.post('the first words')
    const created = await arrived()
    assert.deepEqual(
      created.map(({ type, topic: of }) => `${type} ${of}`),
      [`application/atom+xml ${topics[0]}`, `application/feed+json ${topics[2]}`, `application/rss+xml ${topics[1]}`],
    )
    for (const { text } of created) {
      assert.match(text, /the first words/)
      assert.doesNotMatch(text, /before anyone reads/)
      assert.ok(text.includes(hub), 'the feed says where its hub is')
    }
    await world.clock.advance('1m')
    await ana.edit(post, 'the second words')
    for (const { text } of await arrived()) {
      assert.match(text, /the second words/)
      assert.ok(text.includes(post.uri))
    }
    await ana.delete(post)
    const [atom, json, rss] = await arrived()
    assert.match(atom?.text ?? '', new RegExp(`<at:deleted-entry ref="${post.uri}" when=`))
    assert.match(rss?.text ?? '', new RegExp(`<at:deleted-entry ref="${post.uri}" when=`))
    assert.match(json?.text ?? '', new RegExp(`"_deleted":\\[.*${post.uri}`))
    assert.equal(reader.forged, 0)
    assert.deepEqual(await lagoon.app.db.selectFrom('jobs').selectAll().execute(), [])
  },
)

scenario(
  'each feed tells its subscribers of its own posts only, and of none that is not public (R-52)',
  async (world) => {
    const { lagoon, ana, reader, hub } = await open(world)
    const bo = await lagoon.user('bo')
    const feeds = ['/@ana', '/@ana/replies', '/@ana/tagged/sea', '/tags/sea', '/local']
    for (const feed of feeds) await reader.ask(hub, { topic: `${lagoon.origin}${feed}.atom` })
    await world.settle()
    const told = async () => {
      const before = reader.received.length
      await world.settle()
      return reader.received
        .slice(before)
        .map(({ topic }) => topic?.replace(lagoon.origin, ''))
        .sort()
    }
    for (const visibility of ['unlisted', 'private', 'direct'] as const) {
      const post = await ana.post('hidden #sea', { visibility })
      await ana.edit(post, 'still hidden #sea')
      await ana.delete(post)
    }
    assert.deepEqual(await told(), [])
    const plain = await bo.post('of bo #sea')
    assert.deepEqual(await told(), ['/local.atom', '/tags/sea.atom'])
    await ana.boost(plain)
    assert.deepEqual(await told(), [])
    await ana.reply(plain, '@bo an answer')
    assert.deepEqual(await told(), ['/@ana/replies.atom'])
    const tagged = await ana.post('the #sea')
    assert.deepEqual(await told(), feeds.map((feed) => `${feed}.atom`).sort())
    await world.clock.advance('1m')
    await ana.edit(tagged, 'the lake')
    assert.equal((await told()).length, 5, 'also those that it has left')
    const gone = reader.received.filter(({ topic, text }) => /tag/.test(topic ?? '') && /deleted-entry/.test(text))
    assert.equal(gone.length, 2)
  },
)

scenario('what waits for a subscriber arrives in order and at once, as it is by then', async (world) => {
  const { ana, reader, hub, topic, lagoon } = await open(world)
  await reader.ask(hub, { topic })
  await world.settle()
  reader.reachable = false
  const posts = []
  for (let n = 0; n < 40; n++) {
    posts.push(await ana.post(`number ${n}.`))
    if (n % 10 === 0) await world.pass('1m')
  }
  await ana.edit(posts[3] as (typeof posts)[0], 'number 3, better.')
  await ana.delete(posts[4] as (typeof posts)[0])
  await world.pass('6h', 3)
  const jobs = await lagoon.app.db.selectFrom('jobs').selectAll().where('name', '=', 'distribute').execute()
  assert.equal(jobs.length, 1, 'one job, however much waits')
  reader.reachable = true
  await world.pass('6h', 3)
  assert.equal(reader.received.length, 2)
  const texts = reader.received.map(({ text }) => text).join()
  for (let n = 0; n < 40; n++) if (n !== 3 && n !== 4) assert.ok(texts.includes(`number ${n}.`), `${n}`)
  assert.ok(texts.includes('number 3, better.'))
  assert.ok(!texts.includes('number 3.') && !texts.includes('number 4.'))
  assert.ok(texts.includes(`deleted-entry ref="${posts[4]?.uri}"`))
})

scenario('a subscription ends when its subscriber is gone, or refuses everything for a week', async (world) => {
  const { lagoon, ana, reader, hub, topic } = await open(world)
  const stored = async () =>
    (await lagoon.app.db.selectFrom('websub_subscriptions').select('callback').execute()).length
  for (const path of ['/gone', '/refusing', '/fine']) await reader.ask(hub, { topic, path, leaseSeconds: 2_592_000 })
  await world.settle()
  let refuses = true
  reader.rule = ({ url }) => {
    if (url.endsWith('/gone')) return new Response(null, { status: 410 })
    return url.endsWith('/refusing') && refuses ? new Response(null, { status: 403 }) : undefined
  }
  await ana.post('hello')
  await world.settle()
  assert.equal(await stored(), 2)
  await world.pass('12h', 3)
  refuses = false
  await world.pass('12h', 3)
  assert.deepEqual(reader.received.map(({ path }) => path).sort(), ['/fine', '/refusing'])
  refuses = true
  await ana.post('again')
  for (const [pause, times] of [
    ['5m', 12],
    ['1h', 8],
    ['15h', 10],
  ] as const)
    await world.pass(pause, times)
  assert.equal(await stored(), 2, 'not within a week')
  await world.pass('15h', 10)
  assert.equal(await stored(), 1)
  assert.equal(reader.received.length, 3)
})

scenario('whoever subscribes to a feed that once had other subscribers gets what is new only', async (world) => {
  const { ana, reader, hub, topic } = await open(world)
  await reader.ask(hub, { topic })
  await world.settle()
  for (const text of ['first', 'second', 'third']) await ana.post(text)
  await world.settle()
  await reader.ask(hub, { topic, mode: 'unsubscribe' })
  await world.pass('1h', 2)
  await reader.ask(hub, { topic, path: '/again' })
  await world.settle()
  await ana.post('fourth')
  await world.settle()
  const again = reader.received.filter(({ path }) => path === '/again').map(({ text }) => text)
  assert.equal(again.length, 1)
  assert.match(again[0] ?? '', /fourth/)
  assert.doesNotMatch(again[0] ?? '', /first|second|third/)
})

scenario('subscribers of a suspended account are told so, and get nothing more of it', async (world) => {
  const { lagoon, ana, reader, hub, topic, asked } = await open(world)
  await reader.ask(hub, { topic })
  await reader.ask(hub, { topic: `${lagoon.origin}/local.atom` })
  await world.settle()
  reader.reachable = false
  await ana.post('said before the suspension')
  await world.settle()
  await lagoon.app.db.updateTable('accounts').set({ suspended_at: 1 }).where('id', '=', Number(ana.id)).execute()
  reader.reachable = true
  await world.pass('1h', 2)
  assert.deepEqual(asked('hub.mode').slice(2), ['denied'])
  assert.match(asked('hub.reason')[2] ?? '', /suspended/)
  assert.ok(reader.received.every(({ text }) => !text.includes('said before')))
})

scenario('a subscription whose secret cannot be read ends, and no other is held up', async (world) => {
  const { lagoon, ana, reader, hub, topic } = await open(world)
  for (const path of ['/lost', '/fine']) await reader.ask(hub, { topic, path, secret: 'a secret' })
  await world.settle()
  const lost = lagoon.app.db.updateTable('websub_subscriptions').where('callback', '=', `${reader.origin}/lost`)
  await lost.set({ secret: 'sealed with another key' }).execute()
  await ana.post('hello')
  await world.settle()
  assert.deepEqual(
    reader.received.map(({ path }) => path),
    ['/fine'],
  )
  const left = await lagoon.app.db.selectFrom('websub_subscriptions').select('callback').execute()
  assert.deepEqual(left, [{ callback: `${reader.origin}/fine` }])
})
