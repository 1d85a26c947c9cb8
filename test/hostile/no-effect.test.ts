/** What concerns nobody here is neither kept nor accepted without limit. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createUser } from '../../src/core/users/create.ts'
import { NO_EFFECT_RATE } from '../../src/federation/inbox/no-effect.ts'
import { WAITING_RATE } from '../../src/federation/notes/relevance.ts'
import type { PeerActor } from '../world/peer-actor.ts'
import type { TestServer } from '../world/test-server.ts'
import { createWorld, type World } from '../world/world.ts'

const MAX_KEPT_BYTES = 300
const LARGE = 1_000_000

interface Scene {
  world: World
  lagoon: TestServer
  ana: { uri: string }
  bo: PeerActor
}

async function scene(story: (scene: Scene) => Promise<void>): Promise<void> {
  await using world = await createWorld()
  const lagoon = await world.server('lagoon.test')
  const { account: ana } = await createUser(lagoon.app, { username: 'ana', approved: true })
  const bo = await (await world.peer('reef.test')).actor('bo')
  await lagoon.app.remote.account(bo.handle)
  await story({ world, lagoon, ana, bo })
}

/** Characters in all receipts and jobs. */
async function kept({ app }: TestServer): Promise<number> {
  const rows = [
    ...(await app.db.selectFrom('inbox').selectAll().execute()),
    ...(await app.db.selectFrom('jobs').selectAll().execute()),
  ]
  return rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0)
}

test('only the key of a processed activity is kept, and its repetition still changes nothing', () =>
  scene(async ({ world, lagoon, ana, bo }) => {
    const padding = 'x'.repeat(LARGE)
    const tag = [{ type: 'Mention', href: ana.uri }]
    const sent = [
      { ...bo.like(ana.uri), type: 'Listen', padding },
      bo.create(bo.note('buy'), { padding }),
      bo.delete(bo.mint('statuses'), { padding }),
      { ...bo.undo({ id: bo.mint('likes') }), padding },
      { ...bo.like(ana.uri), actor: `${bo.id}2`, id: `${bo.id}2/likes/1`, padding },
      bo.create(bo.note('hello', { tag, cc: [ana.uri] }), { padding }),
      bo.follow(ana.uri, { padding }),
    ]
    for (const activity of sent) await bo.send(lagoon, activity)
    await world.settle()
    assert.ok((await kept(lagoon)) <= sent.length * MAX_KEPT_BYTES, `${await kept(lagoon)} characters`)
    for (const activity of sent) await bo.send(lagoon, activity)
    assert.equal((await lagoon.app.db.selectFrom('jobs').select('id').execute()).length, 0)
    assert.equal((await lagoon.app.db.selectFrom('inbox').select('id').execute()).length, sent.length)
    assert.equal((await lagoon.app.db.selectFrom('statuses').select('id').execute()).length, 1)
  }))

test('a server that sends too much without effect is asked to wait, and its other activities arrive later', () =>
  scene(async ({ world, lagoon, ana, bo }) => {
    const largest = NO_EFFECT_RATE.max / LARGE
    const noise = () => ({ ...bo.like(ana.uri), type: 'Listen', padding: 'x'.repeat(LARGE) })
    for (let sent = 0; sent < largest; sent++) await bo.send(lagoon, noise())
    await world.settle()
    const refused = await bo.post(lagoon, bo.follow(ana.uri))
    assert.equal(refused.status, 429)
    assert.equal(refused.headers['retry-after'], String(NO_EFFECT_RATE.everyMs / 1000))
    const cy = await (await world.peer('far.test')).actor('cy')
    await cy.send(lagoon, cy.follow(ana.uri))
    await world.clock.advance('1h')
    await bo.send(lagoon, bo.follow(ana.uri))
    await world.settle()
    assert.equal((await lagoon.app.db.selectFrom('follows').select('id').execute()).length, 2)
  }))

test('activities with an effect are not counted', () =>
  scene(async ({ world, lagoon, ana, bo }) => {
    const padding = 'x'.repeat(LARGE)
    for (let bytes = 0; bytes <= NO_EFFECT_RATE.max; bytes += 2 * LARGE) {
      const follow = bo.follow(ana.uri, { padding })
      await bo.send(lagoon, follow)
      await world.settle()
      await bo.send(lagoon, bo.undo(follow))
      await world.settle()
    }
    await bo.send(lagoon, bo.follow(ana.uri))
  }))

test('few replies of one server wait for a parent that may still arrive, and not for long', () =>
  scene(async ({ world, lagoon, bo }) => {
    const waiting = async () =>
      (await lagoon.app.db.selectFrom('jobs').select('id').where('name', '=', 'receive').execute()).length
    for (let n = 0; n < WAITING_RATE.max + 20; n++)
      await bo.send(lagoon, bo.create(bo.note('buy', { inReplyTo: bo.mint('nothing') })))
    await world.settle()
    assert.equal(await waiting(), WAITING_RATE.max)
    await world.clock.advance('1m')
    await world.settle()
    assert.equal(await waiting(), 0)
    assert.deepEqual(await lagoon.app.db.selectFrom('statuses').selectAll().execute(), [])
  }))
