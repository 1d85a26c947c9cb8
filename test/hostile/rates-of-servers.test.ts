/** A verified signature moves a request from the counter of its network to that of its server. */
import assert from 'node:assert/strict'
import { RATES, type RateName } from '../../src/core/rate-limits/rates.ts'
import { giveBack, spend, TooManyRequests } from '../../src/core/rate-limits/spend.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { scenario } from '../world/scenario.ts'
import { signRequest } from '../world/sign-request.ts'
import type { World } from '../world/world.ts'

const [SHARED, OTHER] = ['203.0.113.1', '203.0.113.2']

async function open(world: World) {
  const env = { ATOLL_RATE_LIMITS: 'yes', ATOLL_TRUSTED_PROXIES: 'loopback' }
  const lagoon = await world.server('lagoon.test', env)
  const ana = await lagoon.user('ana')
  const bo = await (await world.peer('mastodon.test')).actor('bo')
  const mallory = await (await world.peer('evil.test')).actor('mallory')
  for (const { handle } of [bo, mallory]) await lagoon.app.remote.account(handle)
  /** Posts a new activity to the shared inbox. @param flaw what is wrong with its signature */
  const post = async (by: PeerActor, network: string, flaw?: 'unsigned' | 'signature') => {
    const url = new URL(`${lagoon.origin}/inbox`)
    const body = JSON.stringify(by.create(by.note('hello')))
    const now = world.clock.now()
    const key = { keyId: by.keyId, privatePem: by.keys.privatePem }
    const signed = signRequest({ url, method: 'POST', body, key, now, ...(flaw && { flaw }) })
    const headers = { ...signed, 'x-forwarded-for': network }
    return await lagoon.answer(new Request(url, { method: 'POST', headers, body }))
  }
  /** Reads a document of ours. Signed, unless `by` is undefined. */
  const read = async (by: PeerActor | undefined, network: string, flaw?: 'signature') => {
    const url = new URL(ana.uri)
    const key = by && { keyId: by.keyId, privatePem: by.keys.privatePem }
    const signed = key && signRequest({ url, method: 'GET', key, now: world.clock.now(), ...(flaw && { flaw }) })
    const headers = { accept: 'application/activity+json', ...signed, 'x-forwarded-for': network }
    return (await lagoon.answer(new Request(url, { headers }))).status
  }
  const status = async (...args: Parameters<typeof post>) => (await post(...args)).status
  const exhaust = (rate: RateName, key: string) =>
    assert.throws(() => {
      for (let at = 0; at <= RATES[rate].max; at++) spend(lagoon.app, rate, key)
    }, TooManyRequests)
  const left = (network: string) => {
    const remaining = spend(lagoon.app, 'inbox', network)?.remaining
    giveBack(lagoon.app, 'inbox', network)
    return remaining
  }
  return { bo, mallory, post, read, status, exhaust, left }
}

scenario('verified activities use up nothing of their network; others do (R-77)', async (world) => {
  const { bo, status, left } = await open(world)
  const before = left(SHARED)
  for (let at = 0; at < 5; at++) assert.equal(await status(bo, SHARED), 202)
  assert.equal(left(SHARED), before)
  assert.notEqual(await status(bo, OTHER, 'unsigned'), 202)
  assert.equal(left(OTHER), (before ?? 0) - 1)
})

scenario(
  'a server that shares its address with an attacker still gets in; its name helps nobody elsewhere',
  async (world) => {
    const { bo, mallory, post, status, exhaust } = await open(world)
    assert.equal(await status(bo, SHARED), 202)
    exhaust('inbox', SHARED)
    exhaust('inbox', OTHER)
    const refused = await post(mallory, SHARED, 'unsigned')
    assert.equal(refused.status, 429)
    assert.match(refused.headers.get('content-type') ?? '', /json/)
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
    assert.equal(await status(bo, SHARED), 202)
    assert.equal(await status(mallory, SHARED), 429)
    assert.equal(await status(bo, OTHER), 429)
  },
)

scenario('a server that sends too much is asked to wait, wherever it sends from; others are not', async (world) => {
  const { bo, mallory, post, status, exhaust } = await open(world)
  assert.equal(await status(bo, SHARED), 202)
  exhaust('inboxByServer', 'mastodon.test')
  const refused = await post(bo, SHARED)
  assert.equal(refused.status, 429)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  assert.equal(await status(bo, OTHER), 429)
  assert.equal(await status(mallory, SHARED), 202)
})

scenario(
  'a server that signs its requests reads on, although others on its network have read too much',
  async (world) => {
    const { bo, mallory, read, exhaust } = await open(world)
    assert.equal(await read(bo, SHARED), 200)
    exhaust('document', SHARED)
    exhaust('document', OTHER)
    assert.equal(await read(undefined, SHARED), 429)
    assert.equal(await read(mallory, SHARED), 429)
    assert.equal(await read(bo, SHARED), 200)
    assert.equal(await read(bo, OTHER), 429)
    exhaust('documentsByServer', 'mastodon.test')
    assert.equal(await read(bo, SHARED), 429)
  },
)
