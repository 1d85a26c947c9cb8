/** Servers that lie about their software, say too much of it, or never answer. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { App } from '../../src/core/app.ts'
import { hostAsksToWait, hostState } from '../../src/delivery/host-health.ts'
import { messageTypeFor } from '../../src/federation/outbox/message-type.ts'
import { DAY, MINUTE, SECOND } from '../../src/lib/durations.ts'
import { FetchError } from '../../src/lib/http/fetch-error.ts'
import { outgoingResponse, type SafeFetch } from '../../src/lib/http/outgoing.ts'
import { announceSoftware, lemmyPeer } from '../scenarios/lemmy-peer.ts'
import { remoteAccount } from '../world/accounts.ts'
import type { Json } from '../world/peer.ts'
import { scenario } from '../world/scenario.ts'
import { createTestApp } from '../world/test-app.ts'

const HREF = 'https://lemmy.test/nodeinfo/2.1'
const REL = 'http://nodeinfo.diaspora.software/ns/schema/2.1'
const LEMMY = { software: { name: 'lemmy', version: '0.19.20' } }

/** Answers of lemmy.test by path, and what was asked of it. */
async function withAnswers(run: (app: App, answers: Record<string, unknown>, asked: string[]) => Promise<void>) {
  await using world = await createTestApp()
  const [answers, asked]: [Record<string, unknown>, string[]] = [{}, []]
  const fetch: SafeFetch = async ({ url, maxBytes = 0 }) => {
    asked.push(url)
    const body = Buffer.from(JSON.stringify(answers[new URL(url).pathname] ?? {}))
    if (body.length > maxBytes) throw new FetchError('too-large', 'lemmy.test', 'It is too large.')
    return outgoingResponse({ status: 200, headers: { 'content-type': 'application/json' }, url, body })
  }
  await run({ ...world.app, fetch }, answers, asked)
}

test('a server that says nothing usable of its software gets a Note (case 69)', () =>
  withAnswers(async (app, answers, asked) => {
    const lia = await remoteAccount(app, 'lia@lemmy.test')
    const path = '/.well-known/nodeinfo'
    const links = (href: unknown, rel: unknown = REL) => ({
      [path]: { links: [{ rel, href }] },
      '/nodeinfo/2.1': LEMMY,
    })
    const lies = [
      links('data:application/json,{"software":{"name":"lemmy","version":"0.19.0"}}'),
      links('https://10.0.0.1/nodeinfo/2.1'),
      links('https://other.test/nodeinfo/2.1'),
      links('file:///etc/passwd'),
      links({ href: HREF }),
      links(HREF, 'https://other.test/ns/schema/2.1'),
      { [path]: { links: null } },
      { [path]: [] },
      { ...links(HREF), '/nodeinfo/2.1': { ...LEMMY, metadata: 'x'.repeat(200_000) } },
      { ...links(HREF), '/nodeinfo/2.1': { software: { name: 'lemmy', version: '0'.repeat(101) } } },
      { ...links(HREF), '/nodeinfo/2.1': { software: { name: '<b>lemmy</b>', version: '0.19' } } },
      { ...links(HREF), '/nodeinfo/2.1': { software: { name: 'lemmy', version: 'unknown' } } },
      { ...links(HREF), '/nodeinfo/2.1': { software: [{ name: ['lemmy'], version: {} }] } },
    ]
    for (const lie of lies) {
      Object.assign(answers, lie)
      await app.db.deleteFrom('hosts').execute()
      assert.equal(await messageTypeFor(app, lia), 'Note', JSON.stringify(lie).slice(0, 300))
    }
    assert.deepEqual(new Set(asked.map((url) => new URL(url).host)), new Set(['lemmy.test']))
    Object.assign(answers, links(HREF))
    await app.db.deleteFrom('hosts').execute()
    assert.equal(await messageTypeFor(app, lia), 'ChatMessage')
  }))

test('the newest of the linked documents is read, once for all who wait', () =>
  withAnswers(async (app, answers, asked) => {
    const lia = await remoteAccount(app, 'lia@lemmy.test')
    const rel = (version: string) => `https://nodeinfo.diaspora.software/ns/schema/${version}`
    answers['/.well-known/nodeinfo'] = {
      links: ['1.0', '2.1', '2.0'].map((version) => ({ rel: rel(version), href: `https://lemmy.test/${version}` })),
    }
    answers['/2.1'] = LEMMY
    const types = await Promise.all(Array.from({ length: 3 }, () => messageTypeFor(app, lia)))
    assert.deepEqual(types, ['ChatMessage', 'ChatMessage', 'ChatMessage'])
    assert.deepEqual(asked, ['https://lemmy.test/.well-known/nodeinfo', 'https://lemmy.test/2.1'])
  }))

test('a server that never answers delays a post for three seconds, once in ten minutes', async () => {
  await using world = await createTestApp()
  let asked = 0
  const silent: SafeFetch = ({ signal }) => {
    asked++
    return new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new FetchError('timeout', 'lemmy.test', 'It took too long.')))
    })
  }
  const app: App = { ...world.app, fetch: silent }
  const lia = await remoteAccount(app, 'lia@lemmy.test')
  const waiting = messageTypeFor(app, lia)
  while (asked === 0) await new Promise((resolve) => setImmediate(resolve))
  world.advance(3 * SECOND)
  assert.equal(await waiting, 'Note')
  assert.equal(await messageTypeFor(app, lia), 'Note')
  assert.equal(asked, 1)

  world.advance(DAY)
  // Deliveries to it wait, so it is not asked at all.
  await hostAsksToWait(app, await hostState(app, 'lemmy.test'), MINUTE)
  assert.equal(await messageTypeFor(app, lia), 'Note')
  assert.equal(asked, 1)
})

scenario('a server that redirects to another one for its NodeInfo makes us ask only itself', async (world) => {
  const { peer, ana, lia } = await lemmyPeer(world)
  const other = await world.peer('evil.test')
  announceSoftware(other, LEMMY.software)
  const away = (path: string) => () =>
    new Response(null, { status: 302, headers: { location: `${other.origin}${path}` } })
  const sent = async () => {
    await ana.post(`@${lia.handle} hello`, { visibility: 'direct' })
    await world.settle()
    return (peer.receivedOf('Create').at(-1) as { object: Json }).object.type
  }
  for (const path of ['/nodeinfo/2.1', '/.well-known/nodeinfo']) {
    peer.serve(path, away(path))
    assert.equal(await sent(), 'Note', path)
    await world.clock.advance('11m')
  }
  assert.deepEqual(other.requests, [])
  announceSoftware(peer, LEMMY.software)
  peer.serve('/nodeinfo/2.1', () => new Response(null, { status: 302, headers: { location: '/elsewhere' } }))
  peer.serve('/elsewhere', LEMMY)
  assert.equal(await sent(), 'ChatMessage', 'a redirect within the host')
})
