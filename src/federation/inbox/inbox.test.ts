import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PeerActor } from '../../../test/world/peer-actor.ts'
import { signRequest } from '../../../test/world/sign-request.ts'
import { createWorld, type World } from '../../../test/world/world.ts'
import { findAccountByUri } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { blockDomain } from '../../core/domains/block.ts'
import { createUser } from '../../core/users/create.ts'

interface Scene {
  world: World
  app: App
  origin: string
  /** A local account. */
  ana: { id: number; uri: string }
  /** An actor on another server. */
  bo: PeerActor
}

async function scene(story: (scene: Scene) => Promise<void>): Promise<void> {
  await using world = await createWorld()
  const lagoon = await world.server('lagoon.test')
  const { account } = await createUser(lagoon.app, { username: 'ana', approved: true })
  const bo = await (await world.peer('reef.test')).actor('bo')
  await story({ world, app: lagoon.app, origin: lagoon.origin, ana: account, bo })
}

async function waiting(app: App): Promise<number> {
  return (await app.db.selectFrom('jobs').select('id').where('name', '=', 'receive').execute()).length
}

test('a signed activity is stored before it is answered with 202 (E-41, Q-02, C13)', () =>
  scene(async ({ app, origin, ana, bo }) => {
    const { status } = await bo.post({ origin }, bo.follow(ana.uri))
    assert.equal(status, 202)
    assert.equal(await waiting(app), 1)
  }))

test('if a key cannot be stored, the next activity of its owner fetches it again (S-08)', () =>
  scene(async ({ app, origin, ana, bo }) => {
    await app.db.schema.alterTable('accounts').renameColumn('outbox_url', 'lost').execute()
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri))).status, 429)
    await app.db.schema.alterTable('accounts').renameColumn('lost', 'outbox_url').execute()
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri))).status, 202)
  }))

test('unsigned, badly signed and stale requests are answered with 401 (E-41)', () =>
  scene(async ({ app, origin, ana, bo }) => {
    for (const flaw of ['unsigned', 'signature', 'digest', 'no-digest', 'old-date', 'no-host'] as const) {
      const { status, text } = await bo.post({ origin }, bo.follow(ana.uri), { flaw })
      assert.equal(status, 401, `${flaw}: ${text()}`)
    }
    assert.equal(await waiting(app), 0)
  }))

test('RFC 9421 signatures are accepted and checked as well (S-20)', () =>
  scene(async ({ origin, ana, bo }) => {
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri), { form: 'rfc9421' })).status, 202)
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri), { form: 'rfc9421', flaw: 'signature' })).status, 401)
  }))

test('an invalid activity gets 400, another media type 415, a body that is too large 413 (E-41)', () =>
  scene(async ({ world, app, origin, bo }) => {
    await app.remote.account(bo.handle)
    const url = new URL(`${origin}/inbox`)
    const key = { keyId: bo.keyId, privatePem: bo.keys.privatePem }
    const post = async (body: string, type = 'application/activity+json', more = {}) => {
      const signed = signRequest({ url, method: 'POST', body, key, now: world.clock.now() })
      return (await bo.peer.send(url.href, 'POST', { ...signed, 'content-type': type, ...more }, body)).status
    }
    assert.equal(await post('{'), 400)
    assert.equal(await post('null'), 400)
    assert.equal(await post('[]'), 400)
    assert.equal(await post('{"type":"Follow"}'), 400)
    assert.equal(await post('{}', 'application/json'), 415)
    assert.equal(await post('{}', undefined, { 'content-encoding': 'gzip' }), 415)
    assert.equal(await post(JSON.stringify({ pad: 'x'.repeat(1_048_576) })), 413)
  }))

test('an activity from outside in the name of a local account is dropped (A-05, case 15)', () =>
  scene(async ({ app, origin, ana, bo }) => {
    assert.equal((await bo.post({ origin }, { ...bo.follow(ana.uri), id: `${ana.uri}#x`, actor: ana.uri })).status, 202)
    assert.equal(await waiting(app), 0)
  }))

test('only a blocked server learns that it is blocked, with 403, and no key of it is fetched (A-05, R-130)', () =>
  scene(async ({ app, origin, ana, bo }) => {
    await blockDomain(app, 'reef.test')
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri))).status, 401, 'its key is not known')
    assert.deepEqual(bo.peer.requests, [])
  }))

test('a Delete or Update of itself by an unknown actor causes no fetch (E-42)', () =>
  scene(async ({ world, app, origin, bo }) => {
    assert.equal((await bo.post({ origin }, bo.delete(bo.id))).status, 202)
    assert.equal((await bo.post({ origin }, bo.update(bo.document))).status, 202)
    await world.settle()
    assert.deepEqual(bo.peer.requests, [])
    assert.equal(await waiting(app), 0)
  }))

test('if the key is gone, the Delete of a stored account is confirmed by the 410 of its address (C18)', () =>
  scene(async ({ world, app, origin, bo }) => {
    const account = await app.remote.account(bo.handle)
    await app.db.deleteFrom('account_keys').where('account_id', '=', account.id).execute()
    bo.peer.serve(bo.id, 410)
    assert.equal((await bo.post({ origin }, bo.delete(bo.id))).status, 202)
    await world.settle()
    assert.notEqual((await findAccountByUri(app, bo.id))?.deleted_at, null)
    assert.equal((await bo.post({ origin }, bo.delete(bo.id))).status, 202)
  }))

test('the same signed request a hundred times makes one receipt (case 8)', () =>
  scene(async ({ app, origin, ana, bo }) => {
    const follow = bo.follow(ana.uri)
    for (let time = 0; time < 100; time++) assert.equal((await bo.post({ origin }, follow)).status, 202)
    assert.equal(await waiting(app), 1)
  }))

test('the same Follow with a new signature is processed again (C11)', () =>
  scene(async ({ world, app, origin, ana, bo }) => {
    const follow = bo.follow(ana.uri)
    await bo.post({ origin }, follow)
    await world.clock.advance('1 minute')
    await bo.post({ origin }, follow)
    assert.equal(await waiting(app), 2)
  }))

test('a key that changed without notice is fetched again, at most once a minute (S-08)', () =>
  scene(async ({ world, app, origin, ana, bo }) => {
    await bo.send({ origin }, bo.follow(ana.uri))
    const other = await (await world.peer('atoll.test')).actor('cy')
    bo.keys = other.keys
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri))).status, 401, 'fetched less than a minute ago')
    await world.clock.advance('2 minutes')
    const before = bo.peer.requests.length
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri))).status, 202)
    assert.equal(bo.peer.requests.filter((request) => request === 'GET /users/bo').length, 2)
    for (let time = 0; time < 5; time++) await bo.post({ origin }, bo.follow(ana.uri), { flaw: 'signature' })
    assert.ok(bo.peer.requests.length - before <= 2, bo.peer.requests.join())
    assert.ok(await findAccountByUri(app, bo.id))
  }))

test('a request signed with a replaced key is refused (C17)', () =>
  scene(async ({ world, origin, ana, bo }) => {
    await bo.send({ origin }, bo.follow(ana.uri))
    const old = bo.keys
    bo.keys = (await (await world.peer('atoll.test')).actor('cy')).keys
    await world.clock.advance('2 minutes')
    await bo.send({ origin }, bo.follow(ana.uri))
    bo.keys = old
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri))).status, 401)
  }))

test('if the key cannot be fetched now, the answer is 429 with Retry-After, not a final refusal (E-41)', () =>
  scene(async ({ origin, ana, bo }) => {
    bo.peer.serve(bo.id, 502)
    const answer = await bo.post({ origin }, bo.follow(ana.uri))
    assert.equal(answer.status, 429)
    assert.ok(Number(answer.headers['retry-after']) >= 1)
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri))).status, 429, 'also without another fetch')
    assert.equal(bo.peer.requests.length, 1)
  }))

test('a keyId that is not a public web address gets 401 without a fetch (case 10)', () =>
  scene(async ({ origin, ana, bo }) => {
    for (const id of ['data:text/plain,x', 'file:///etc/passwd', 'acct:bo@reef.test', `${origin}/actor`]) {
      const as = Object.assign(Object.create(Object.getPrototypeOf(bo)), bo, { id })
      Object.defineProperty(as, 'keyId', { value: id })
      assert.equal((await bo.post({ origin }, bo.follow(ana.uri), { as })).status, 401, id)
    }
    assert.deepEqual(bo.peer.requests, [])
  }))

test('a key on another host than its actor is refused (case 9, R-15)', () =>
  scene(async ({ world, origin, ana, bo }) => {
    const evil = await world.peer('evil.test')
    evil.serve('/key', {
      id: `${evil.origin}/key`,
      type: 'Key',
      owner: bo.id,
      publicKeyPem: bo.keys.publicPem,
    })
    const as = Object.create(bo, { keyId: { value: `${evil.origin}/key` } })
    assert.equal((await bo.post({ origin }, bo.follow(ana.uri), { as })).status, 401)
  }))

test('a full inbox asks senders to retry later, and drops nothing (Q-10)', () =>
  scene(async ({ world, ana, bo }) => {
    const atoll = await world.server('small.test', { ATOLL_INBOX_BACKLOG: '2' })
    for (let time = 0; time < 2; time++) {
      assert.equal((await bo.post(atoll, bo.follow(`${atoll.origin}/ap/users/1`))).status, 202)
    }
    const answer = await bo.post(atoll, bo.follow(ana.uri))
    assert.equal(answer.status, 429)
    assert.equal(answer.headers['retry-after'], '60')
    await world.settle()
    assert.equal((await bo.post(atoll, bo.follow(ana.uri))).status, 202)
  }))

test('what cannot be stored because of a fault on our side is asked for again, never answered with a 5xx (Q-10)', () =>
  scene(async ({ world, ana, bo }) => {
    const atoll = await world.server('ill.test')
    assert.equal((await bo.post(atoll, bo.follow(ana.uri))).status, 202)
    await world.settle()
    await atoll.app.db.schema.alterTable('inbox').renameTo('elsewhere').execute()
    for (const inbox of [`${atoll.origin}/inbox`, `${atoll.origin}/actor/inbox/`]) {
      const answer = await bo.post(inbox, bo.follow(ana.uri))
      assert.deepEqual([answer.status, answer.headers['retry-after']], [429, '60'], inbox)
    }
    await atoll.app.db.schema
      .alterTable('elsewhere' as never)
      .renameTo('inbox')
      .execute()
    assert.equal((await bo.post(atoll, bo.follow(ana.uri))).status, 202)
  }))

test('the inbox of an unknown account answers 404, that of a deleted account 410', () =>
  scene(async ({ app, origin, ana, bo }) => {
    assert.equal((await bo.post(`${origin}/ap/users/12345/inbox`, bo.follow(ana.uri))).status, 404)
    await app.db.updateTable('accounts').set({ deleted_at: 1 }).where('id', '=', ana.id).execute()
    assert.equal((await bo.post(`${origin}/ap/users/${ana.id}/inbox`, bo.follow(ana.uri))).status, 410)
  }))
