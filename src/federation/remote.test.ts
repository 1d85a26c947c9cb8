import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Peer } from '../../test/world/peer.ts'
import type { PeerActor } from '../../test/world/peer-actor.ts'
import { createWorld, type World } from '../../test/world/world.ts'
import type { App } from '../core/app.ts'
import { blockDomain } from '../core/domains/block.ts'
import { AtollError, type ErrorKind } from '../core/errors.ts'
import { createUser } from '../core/users/create.ts'

interface Scene {
  world: World
  app: App
  reef: Peer
  bo: PeerActor
}

async function scene(story: (scene: Scene) => Promise<void>): Promise<void> {
  await using world = await createWorld()
  const { app } = await world.server('lagoon.test')
  const reef = await world.peer('reef.test')
  await story({ world, app, reef, bo: await reef.actor('bo') })
}

const fails = (kind: ErrorKind) => (error: unknown) => error instanceof AtollError && error.kind === kind

test('E-06, R-38: a handle leads to an actor, whose own handle leads back', () =>
  scene(async ({ app, reef, bo }) => {
    const account = await app.remote.account('@bo@REEF.test')
    assert.equal(account.uri, bo.id)
    assert.equal(account.acct_key, 'bo@reef.test')
    const asked = reef.requests.length
    assert.equal((await app.remote.account('bo@reef.test')).id, account.id)
    assert.equal((await app.remote.account(bo.id)).id, account.id)
    assert.equal(reef.requests.length, asked, 'known and fresh: nobody is asked')
  }))

test('one flight per actor, however many ask', () =>
  scene(async ({ app, reef, bo }) => {
    const accounts = await Promise.all(Array.from({ length: 20 }, () => app.remote.account(bo.id)))
    assert.equal(new Set(accounts.map(({ id }) => id)).size, 1)
    assert.equal(reef.requests.filter((asked) => asked === 'GET /users/bo').length, 1)
  }))

test('case 41: a handle that names somebody else’s actor is refused', () =>
  scene(async ({ world, app, bo }) => {
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

test('R-30, R-32: an actor or a post under another id than its address is refused', () =>
  scene(async ({ app, reef, bo }) => {
    reef.serve('/users/fake', { ...bo.document, id: `${reef.origin}/users/other` })
    await assert.rejects(app.remote.account(`${reef.origin}/users/fake`), AtollError)
    reef.serve('/notes/1', { ...bo.note('x'), id: 'https://far.test/notes/1' })
    await assert.rejects(app.remote.status(`${reef.origin}/notes/1`), AtollError)
    reef.serve('/notes/2', { ...bo.note('x'), id: `${reef.origin}/notes/2`, attributedTo: 'https://far.test/users/cy' })
    await assert.rejects(app.remote.status(`${reef.origin}/notes/2`), fails('declined'))
  }))

test('a status by its id, with its author, its parents and its strangers; fetched posts ring nothing', () =>
  scene(async ({ world, app, bo }) => {
    const parent = bo.note('parent')
    const cy = await (await world.peer('far.test')).actor('cy')
    const note = bo.note('reply', {
      inReplyTo: parent.id,
      tag: [{ type: 'Mention', href: cy.id, name: '@cy@far.test' }],
    })
    const status = await app.remote.status(note.id)
    await world.settle()
    const all = await app.db.selectFrom('statuses').select(['uri', 'in_reply_to_id']).execute()
    assert.deepEqual(new Set(all.map((row) => row.uri)), new Set([note.id, parent.id]))
    assert.equal(all.filter((row) => row.in_reply_to_id !== null).length, 1)
    const mentions = await app.db.selectFrom('mentions').selectAll().where('status_id', '=', status.id).execute()
    assert.equal(mentions.length, 1)
    assert.equal((await app.db.selectFrom('notifications').selectAll().execute()).length, 0)
  }))

test('E-74, C25: nothing of ours is asked of the network', () =>
  scene(async ({ world, app }) => {
    const { account } = await createUser(app, { username: 'ana', approved: true })
    assert.equal((await app.remote.account(account.uri)).id, account.id)
    assert.equal((await app.remote.account('https://lagoon.test/@ana')).id, account.id)
    assert.equal((await app.remote.account('ana@lagoon.test')).id, account.id)
    await assert.rejects(app.remote.account('nobody@lagoon.test'), fails('not-found'))
    await assert.rejects(app.remote.status('https://lagoon.test/ap/statuses/1'), fails('not-found'))
    await assert.rejects(app.remote.account('https://lagoon.test/ap/users/1'), fails('not-found'))
    assert.equal(world.tape.format().includes('lagoon.test →'), false)
  }))

test('what went wrong has its own error', () =>
  scene(async ({ app, reef, bo }) => {
    await assert.rejects(app.remote.account('nobody@reef.test'), fails('not-found'))
    await assert.rejects(app.remote.account('not a handle'), fails('not-found'))
    await assert.rejects(app.remote.account('x@nowhere.test'), fails('unavailable'))
    await assert.rejects(app.remote.status(`${reef.origin}/nothing`), fails('not-found'))
    reef.serve('/gone', 410)
    await assert.rejects(app.remote.status(`${reef.origin}/gone`), fails('gone'))
    reef.serve('/broken', 500)
    await assert.rejects(app.remote.status(`${reef.origin}/broken`), fails('unavailable'))
    await assert.rejects(app.remote.status(bo.id), fails('declined'))
    await blockDomain(app, 'reef.test')
    await assert.rejects(app.remote.status(bo.note('x').id), fails('declined'))
    await assert.rejects(app.remote.account('bo@reef.test'), fails('declined'))
  }))

test('C17: a stale profile is asked for again; when nobody answers, what is known will do', () =>
  scene(async ({ world, app, reef, bo }) => {
    await app.remote.account(bo.handle)
    bo.changes = { name: 'Bo anew' }
    await world.clock.advance('48 hours')
    assert.equal((await app.remote.account(bo.handle)).display_name, 'Bo anew')
    reef.reachable = false
    await world.clock.advance('48 hours')
    assert.equal((await app.remote.account(bo.handle)).display_name, 'Bo anew')
  }))

test('C18: an actor whose server says 410 is gone here, too', () =>
  scene(async ({ world, app, reef, bo }) => {
    const note = bo.note('x')
    await app.remote.status(note.id)
    reef.serve(bo.id, 410)
    await world.clock.advance('48 hours')
    await assert.rejects(app.remote.account(bo.handle), fails('not-found'))
    await world.settle()
    assert.equal((await app.db.selectFrom('statuses').selectAll().execute()).length, 0)
  }))

test('E-75: the address of a page leads to the post that it shows', () =>
  scene(async ({ app, reef, bo }) => {
    const note = bo.note('x')
    reef.serve(
      '/@bo/1',
      () =>
        new Response(`<link rel="alternate" type="application/activity+json" href="${note.id}">`, {
          headers: { 'content-type': 'text/html' },
        }),
    )
    assert.equal((await app.remote.status(`${reef.origin}/@bo/1`)).uri, note.id)
  }))
