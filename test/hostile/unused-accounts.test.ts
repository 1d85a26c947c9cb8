/** Accounts to which nothing here refers do not stay, and nothing that they sent is lost because of that. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAccountByUri } from '../../src/core/accounts/find.ts'
import { pruneAccounts } from '../../src/core/accounts/prune.ts'
import { REFERENCES } from '../../src/core/accounts/references.ts'
import { block } from '../../src/core/relationships/block.ts'
import { follow } from '../../src/core/relationships/follow.ts'
import { mute } from '../../src/core/relationships/mute.ts'
import { createUser } from '../../src/core/users/create.ts'
import type { Column, Table } from '../../src/db/tables/columns.ts'
import { type Database, tables } from '../../src/db/tables/index.ts'
import type { Json, Peer } from '../world/peer.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import { statusBy } from '../world/statuses.ts'
import type { TestServer } from '../world/test-server.ts'
import { createWorld, type World } from '../world/world.ts'

const KEPT = '14d'
/** The time from the mark to the deletion. */
const MARKED = '1h'

interface Scene {
  world: World
  lagoon: TestServer
  ana: Awaited<ReturnType<typeof createUser>>['account']
  reef: Peer
  /** An actor that is known here because it sent something that concerns nobody. */
  stranger(name: string): Promise<PeerActor>
  isStored(actor: PeerActor): Promise<boolean>
  /** Lets so much time pass that an unused account is marked, and then deleted. */
  later(): Promise<void>
}

async function scene(story: (scene: Scene) => Promise<void>): Promise<void> {
  await using world = await createWorld()
  const lagoon = await world.server('lagoon.test')
  const { app } = lagoon
  const { account: ana } = await createUser(app, { username: 'ana', approved: true })
  const reef = await world.peer('reef.test')
  const isStored: Scene['isStored'] = async ({ id }) => {
    const rows = await app.db.selectFrom('accounts').select('id').where('uri', '=', id).execute()
    return rows.length > 0
  }
  const stranger: Scene['stranger'] = async (name) => {
    const actor = await reef.actor(name)
    await actor.send(lagoon, { ...actor.like(ana.uri), type: 'Listen' })
    await world.settle()
    assert.ok(await isStored(actor))
    return actor
  }
  const later = async () => {
    await world.pass(KEPT)
    await world.pass(MARKED)
    await world.pass(MARKED)
  }
  await story({ world, lagoon, ana, reef, stranger, isStored, later })
}

test('an account to which nothing refers is deleted after two weeks, with its keys', () =>
  scene(async ({ world, lagoon: { app }, stranger, isStored, later }) => {
    const bo = await stranger('bo')
    await world.pass('13d')
    assert.ok(await isStored(bo))
    await later()
    assert.equal(await isStored(bo), false)
    const keys = await app.db.selectFrom('account_keys').select('id').where('key_id', '=', bo.keyId).execute()
    assert.deepEqual(keys, [])
  }))

test('accounts that somebody here follows, mentions, blocks or has anything else to do with stay', () =>
  scene(async ({ world, lagoon, ana, stranger, isStored, later }) => {
    const { app } = lagoon
    const post = await statusBy(app, ana, { content: '<p>hello</p>', language: null, visibility: 'public' })
    const account = async (actor: PeerActor) => {
      const found = await findAccountByUri(app, actor.id)
      assert.ok(found)
      return found
    }
    const uses: Record<string, (actor: PeerActor) => Promise<unknown>> = {
      followed: async (actor) => follow(app, ana, await account(actor)),
      follower: (actor) => actor.send(lagoon, actor.follow(ana.uri)),
      blocked: async (actor) => block(app, ana, await account(actor), { via: 'local' }),
      blocker: (actor) => actor.send(lagoon, actor.block(ana.uri)),
      muted: async (actor) => mute(app, ana, await account(actor), {}),
      liker: (actor) => actor.send(lagoon, actor.like(post.uri)),
      booster: (actor) => actor.send(lagoon, actor.announce(post.uri)),
      author: (actor) => actor.send(lagoon, actor.create(actor.note('reply', { inReplyTo: post.uri }))),
      suspended: async (actor) =>
        app.db.updateTable('accounts').set({ suspended_at: 1 }).where('uri', '=', actor.id).execute(),
      deleted: (actor) => actor.send(lagoon, actor.delete(actor.id)),
    }
    const actors = new Map<string, PeerActor>()
    for (const [name, use] of Object.entries(uses)) {
      const actor = await stranger(name)
      actors.set(name, actor)
      await use(actor)
    }
    const unused = await stranger('unused')
    await world.settle()
    await later()
    assert.equal(await isStored(unused), false)
    for (const [name, actor] of actors) assert.ok(await isStored(actor), name)
    assert.equal((await app.db.selectFrom('accounts').select('id').where('domain', 'is', null).execute()).length, 2)
  }))

test('accounts that move in a circle do not keep each other', () =>
  scene(async ({ world, lagoon, stranger, isStored, later }) => {
    const circle: PeerActor[] = []
    for (const name of ['a', 'b', 'c']) circle.push(await stranger(name))
    const next = (at: number) => circle[(at + 1) % circle.length] as PeerActor
    for (const [at, actor] of circle.entries()) next(at).changes = { alsoKnownAs: [actor.id] }
    for (const [at, actor] of circle.entries()) {
      const move = { id: actor.mint('moves'), type: 'Move', actor: actor.id, object: actor.id, target: next(at).id }
      await actor.send(lagoon, move)
      await world.settle()
    }
    const moves = await lagoon.app.db.selectFrom('moves').select('account_id').execute()
    assert.equal(moves.length, circle.length - 1)
    for (const _ of circle) await later()
    for (const actor of circle) assert.equal(await isStored(actor), false, actor.name)
  }))

const NEVER = Number.MAX_SAFE_INTEGER

/** A row in which only one column has a meaning, and which does not expire. */
function rowWith(table: Table, column: string, value: number, unique: number): Json {
  const filled = (shape: Column<unknown>) => (shape.storage === 'integer' ? unique : `${unique}`)
  const required = Object.entries(table.columns).filter(([, shape]) => !shape.nullable && shape.default === undefined)
  const row = Object.fromEntries(required.map(([name, shape]) => [name, name === 'expires_at' ? NEVER : filled(shape)]))
  return { ...row, [column]: value }
}

test('each kind of reference keeps an account', () =>
  scene(async ({ lagoon: { app }, stranger, isStored, later }) => {
    const actors: [string, PeerActor][] = []
    for (const [at, [table, column]] of REFERENCES.entries()) {
      const actor = await stranger(`n${at}`)
      const { id } = (await findAccountByUri(app, actor.id)) as { id: number }
      const row = rowWith(tables[table], column, id, 1_000 + at)
      await app.db
        .insertInto(table as keyof Database)
        .values(row as never)
        .execute()
      actors.push([`${table}.${column}`, actor])
    }
    await later()
    for (const [name, actor] of actors) assert.ok(await isStored(actor), name)
  }))

test('an account that is looked up after it was marked stays', () =>
  scene(async ({ world, lagoon: { app }, stranger, isStored }) => {
    const [bo, cy] = [await stranger('bo'), await stranger('cy')]
    await world.pass(KEPT)
    await world.pass(MARKED)
    bo.peer.reachable = false
    await app.remote.account(bo.handle)
    await world.pass(MARKED)
    assert.equal(await isStored(bo), true)
    assert.equal(await isStored(cy), false)
  }))

test('an accepted activity takes effect, even if its sender is deleted before it is processed', () =>
  scene(async ({ world, lagoon, ana, stranger, isStored }) => {
    const bo = await stranger('bo')
    await world.pass(KEPT)
    await pruneAccounts.run(lagoon.app)
    await bo.send(lagoon, bo.follow(ana.uri))
    // As if the key had been in the cache, so that nothing looked up the account.
    await lagoon.app.db.updateTable('accounts').set({ unused_since: 1 }).where('uri', '=', bo.id).execute()
    await pruneAccounts.run(lagoon.app)
    assert.equal(await isStored(bo), false)
    await world.settle()
    assert.equal(await isStored(bo), true)
    assert.equal((await lagoon.app.db.selectFrom('follows').select('id').execute()).length, 1)
  }))

const RACES = 12

test('activities that arrive while accounts are being deleted leave no reference to a deleted one', () =>
  scene(async ({ world, lagoon, ana, stranger }) => {
    const { app } = lagoon
    const actors: PeerActor[] = []
    for (let n = 0; n < RACES; n++) actors.push(await stranger(`n${n}`))
    await world.pass(KEPT)
    await world.pass(MARKED)
    await world.clock.advance(MARKED)
    const marked = await app.db.selectFrom('accounts').select('id').where('unused_since', 'is not', null).execute()
    assert.equal(marked.length, RACES)
    const sent = actors.map(async (actor) => {
      await actor.send(lagoon, actor.follow(ana.uri))
      await lagoon.settle()
    })
    await Promise.all([...sent, pruneAccounts.run(app)])
    await world.settle()
    const followers = await app.db
      .selectFrom('follows')
      .innerJoin('accounts', 'accounts.id', 'follows.account_id')
      .select('accounts.uri')
      .execute()
    assert.deepEqual(followers.map((row) => row.uri).sort(), actors.map(({ id }) => id).sort())
    assert.equal((await app.db.selectFrom('follows').select('id').execute()).length, RACES)
  }))
