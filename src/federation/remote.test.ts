import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Peer } from '../../test/world/peer.ts'
import type { PeerActor } from '../../test/world/peer-actor.ts'
import { createWorld, type World } from '../../test/world/world.ts'
import type { App } from '../core/app.ts'
import { blockDomain } from '../core/domains/block.ts'
import { AtollError, type ErrorKind } from '../core/errors.ts'
import { createUser } from '../core/users/create.ts'

interface Fixture {
  world: World
  app: App
  reef: Peer
  bo: PeerActor
}

async function withFixture(run: (fixture: Fixture) => Promise<void>): Promise<void> {
  await using world = await createWorld()
  const { app } = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  await run({ world, app, reef, bo: await reef.actor('bo') })
}

const fails = (kind: ErrorKind) => (error: unknown) => error instanceof AtollError && error.kind === kind

test('a handle leads to an actor whose own handle leads back (E-06, R-38)', () =>
  withFixture(async ({ app, reef, bo }) => {
    const account = await app.remote.account('@bo@REEF.test')
    assert.equal(account.uri, bo.id)
    assert.equal(account.acct_key, 'bo@reef.test')
    const before = reef.requests.length
    assert.equal((await app.remote.account('bo@reef.test')).id, account.id)
    assert.equal((await app.remote.account(bo.id)).id, account.id)
    assert.equal(reef.requests.length, before, 'a known and fresh account causes no request')
  }))

test('an address is fetched once, whether it leads to a post or to an account', () =>
  withFixture(async ({ app, reef, bo }) => {
    const note = bo.note('x')
    assert.equal((await app.remote.find(bo.id)).account?.uri, bo.id)
    assert.equal((await app.remote.find(note.id)).status?.uri, note.id)
    const path = (url: string) => `GET ${new URL(url).pathname}`
    for (const { id } of [bo, note]) assert.equal(reef.requests.filter((asked) => asked === path(id)).length, 1)
  }))

test('concurrent lookups of one actor share one request', () =>
  withFixture(async ({ app, reef, bo }) => {
    const accounts = await Promise.all(Array.from({ length: 20 }, () => app.remote.account(bo.id)))
    assert.equal(new Set(accounts.map(({ id }) => id)).size, 1)
    assert.equal(reef.requests.filter((request) => request === 'GET /users/bo').length, 1)
  }))

test('a handle that leads to an actor with another handle is refused (case 41)', () =>
  withFixture(async ({ world, app, bo }) => {
    const evil = await world.peer('evil.test')
    evil.serve('/.well-known/webfinger?resource=acct%3Abo%40evil.test', () => new Response(null, { status: 404 }))
    evil.answer = async () =>
      Response.json(
        { subject: 'acct:bo@evil.test', links: [{ rel: 'self', type: 'application/activity+json', href: bo.id }] },
        { headers: { 'content-type': 'application/jrd+json' } },
      )
    await assert.rejects(app.remote.account('bo@evil.test'), fails('declined'))
    const rows = await app.db.selectFrom('accounts').select('acct_key').where('domain', 'is not', null).execute()
    assert.deepEqual(
      rows.filter((row) => row.acct_key?.endsWith('@evil.test')),
      [],
    )
  }))

test('an actor or a post whose id or author is on another address or origin is refused (R-30, R-32)', () =>
  withFixture(async ({ app, reef, bo }) => {
    reef.serve('/users/fake', { ...bo.document, id: `${reef.origin}/users/other` })
    await assert.rejects(app.remote.account(`${reef.origin}/users/fake`), AtollError)
    reef.serve('/notes/1', { ...bo.note('x'), id: 'https://far.test/notes/1' })
    await assert.rejects(app.remote.find(`${reef.origin}/notes/1`), AtollError)
    reef.serve('/notes/2', { ...bo.note('x'), id: `${reef.origin}/notes/2`, attributedTo: 'https://far.test/users/cy' })
    await assert.rejects(app.remote.find(`${reef.origin}/notes/2`), fails('declined'))
  }))

test('fetching a status also fetches its author, ancestors and mentioned accounts, and notifies nobody', () =>
  withFixture(async ({ world, app, bo }) => {
    const parent = bo.note('parent')
    const cy = await (await world.peer('far.test')).actor('cy')
    const note = bo.note('reply', {
      inReplyTo: parent.id,
      tag: [{ type: 'Mention', href: cy.id, name: '@cy@far.test' }],
    })
    const { status } = await app.remote.find(note.id)
    await world.settle()
    const all = await app.db.selectFrom('statuses').select(['uri', 'in_reply_to_id']).execute()
    assert.deepEqual(new Set(all.map((row) => row.uri)), new Set([note.id, parent.id]))
    assert.equal(all.filter((row) => row.in_reply_to_id !== null).length, 1)
    const mentions = await app.db
      .selectFrom('mentions')
      .selectAll()
      .where('status_id', '=', status?.id ?? 0)
      .execute()
    assert.equal(mentions.length, 1)
    assert.equal((await app.db.selectFrom('notifications').selectAll().execute()).length, 0)
  }))

test('an address of this server is never fetched (E-74, C25)', () =>
  withFixture(async ({ world, app }) => {
    const { account } = await createUser(app, { username: 'ana', approved: true })
    assert.equal((await app.remote.account(account.uri)).id, account.id)
    assert.equal((await app.remote.account('https://lagoon.test/@ana')).id, account.id)
    assert.equal((await app.remote.account('ana@lagoon.test')).id, account.id)
    await assert.rejects(app.remote.account('nobody@lagoon.test'), fails('not-found'))
    await assert.rejects(app.remote.find('https://lagoon.test/ap/statuses/1'), fails('not-found'))
    await assert.rejects(app.remote.account('https://lagoon.test/ap/users/1'), fails('not-found'))
    assert.equal(world.tape.format().includes('lagoon.test →'), false)
  }))

test('each kind of failure has its own error', () =>
  withFixture(async ({ app, reef, bo }) => {
    await assert.rejects(app.remote.account('nobody@reef.test'), fails('not-found'))
    await assert.rejects(app.remote.account('not a handle'), fails('not-found'))
    await assert.rejects(app.remote.account('x@nowhere.test'), fails('unavailable'))
    await assert.rejects(app.remote.find(`${reef.origin}/nothing`), fails('not-found'))
    reef.serve('/gone', 410)
    await assert.rejects(app.remote.find(`${reef.origin}/gone`), fails('gone'))
    reef.serve('/broken', 500)
    await assert.rejects(app.remote.find(`${reef.origin}/broken`), fails('unavailable'))
    reef.serve('/list', { id: `${reef.origin}/list`, type: 'Collection' })
    await assert.rejects(app.remote.find(`${reef.origin}/list`), fails('declined'))
    await blockDomain(app, 'reef.test')
    await assert.rejects(app.remote.find(bo.note('x').id), fails('declined'))
    await assert.rejects(app.remote.account('bo@reef.test'), fails('declined'))
  }))

test('a stale profile is shown at once, and fetched again in the background (C17)', () =>
  withFixture(async ({ world, app, reef, bo }) => {
    await app.remote.account(bo.handle)
    bo.changes = { name: 'Bo renamed' }
    await world.clock.advance('48 hours')
    const before = reef.requests.length
    for (const reference of [bo.handle, bo.id]) {
      assert.equal((await app.remote.account(reference)).display_name, 'bo')
      assert.equal((await app.remote.find(bo.id)).account?.display_name, 'bo')
    }
    assert.equal(reef.requests.length, before, 'nobody waits for another server')
    await world.settle()
    assert.equal((await app.remote.account(bo.handle)).display_name, 'Bo renamed')
    reef.reachable = false
    await world.pass('48 hours')
    assert.equal((await app.remote.account(bo.handle)).display_name, 'Bo renamed')
  }))

test('an actor whose server answers 410 is deleted with its posts (C18)', () =>
  withFixture(async ({ world, app, reef, bo }) => {
    const note = bo.note('x')
    await app.remote.find(note.id)
    reef.serve(bo.id, 410)
    await world.clock.advance('48 hours')
    await app.remote.account(bo.handle)
    await world.settle()
    await assert.rejects(app.remote.account(bo.id), fails('not-found'))
    assert.equal((await app.db.selectFrom('statuses').selectAll().execute()).length, 0)
  }))

test('the address of a web page leads to the post that it shows (E-75)', () =>
  withFixture(async ({ app, reef, bo }) => {
    const note = bo.note('x')
    reef.serve(
      '/@bo/1',
      () =>
        new Response(`<link rel="alternate" type="application/activity+json" href="${note.id}">`, {
          headers: { 'content-type': 'text/html' },
        }),
    )
    assert.equal((await app.remote.find(`${reef.origin}/@bo/1`)).status?.uri, note.id)
  }))
