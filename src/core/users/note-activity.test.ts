import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KyselyPlugin } from 'kysely'
import { localUser } from '../../../test/world/accounts.ts'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import { DAY, MINUTE } from '../../lib/durations.ts'
import { createStatus } from '../statuses/create.ts'
import { pruneHomes } from '../timelines/prune.ts'
import { rebuildHomeOnReturn } from '../timelines/rebuild.ts'
import { createToken } from '../tokens/create.ts'
import { findViewer, listTokens, type Viewer } from '../tokens/find.ts'
import { noteActivity } from './note-activity.ts'

/** A user with a key, and a function that makes a request with it. */
async function userWithKey({ app }: TestApp) {
  const { user, account } = await localUser(app, 'ana')
  const { key } = await createToken(app, user, { name: '', scopes: ['read'] })
  const request = async () => noteActivity(app, (await findViewer(app, key)) as Viewer)
  return { user, account, request }
}

test('the use of a key is stored once a minute, and activity once a day', async () => {
  await using world = await createTestApp()
  const { app, advance, events } = world
  const { user, account, request } = await userWithKey(world)
  const seen = async () => {
    const viewer = await request()
    const [token] = await listTokens(app, user)
    const { active_at } = await app.db.selectFrom('users').select('active_at').executeTakeFirstOrThrow()
    assert.deepEqual([viewer.token.last_used_at, viewer.user.active_at], [token?.last_used_at, active_at])
    return [token?.last_used_at, active_at]
  }
  const start = app.clock.now()
  assert.deepEqual(await seen(), [start, start])
  advance(MINUTE - 1)
  assert.deepEqual(await seen(), [start, start])
  advance(1)
  assert.deepEqual(await seen(), [start + MINUTE, start])
  assert.equal(events.filter(({ event }) => event === 'user.returned').length, 0)
  advance(DAY)
  assert.deepEqual(await seen(), [start + MINUTE + DAY, start + MINUTE + DAY])
  const returned = { account_id: account.id, last_active_at: start, via: 'local' }
  assert.deepEqual(events.filter(({ event }) => event === 'user.returned'), [{ event: 'user.returned', ids: returned }]) // biome-ignore format: one fact
})

test('a user who was away for weeks gets a rebuilt home', async () => {
  await using world = await createTestApp({ reactions: { 'user.returned': [rebuildHomeOnReturn] } })
  const { app, advance } = world
  const { account, request } = await userWithKey(world)
  await app.db.insertInto('home_entries').values({ account_id: account.id, status_id: 1, author_id: 2 }).execute()
  const homeOf = () => app.db.selectFrom('home_entries').select('status_id').execute()
  advance(13 * DAY)
  await request()
  assert.equal((await homeOf()).length, 1)
  advance(15 * DAY)
  await request()
  assert.equal((await homeOf()).length, 0)
})

test('if rebuilding a home fails, the return is not stored, and the next request rebuilds it', async () => {
  let isBroken = true
  const crash = async () => {
    if (isBroken) throw new Error('killed')
  }
  await using world = await createTestApp({ reactions: { 'user.returned': [rebuildHomeOnReturn, crash] } })
  const { app, advance } = world
  const { account, request } = await userWithKey(world)
  await app.db.insertInto('home_entries').values({ account_id: account.id, status_id: 1, author_id: 2 }).execute()
  advance(15 * DAY)
  await assert.rejects(request(), /killed/)
  assert.equal((await app.db.selectFrom('home_entries').select('status_id').execute()).length, 1)
  isBroken = false
  const viewer = await request()
  assert.equal(viewer.user.active_at, app.clock.now())
  assert.equal((await app.db.selectFrom('home_entries').select('status_id').execute()).length, 0)
})

test('a home that is rebuilt while inactive homes are pruned is kept', async () => {
  await using world = await createTestApp({ reactions: { 'user.returned': [rebuildHomeOnReturn] } })
  const { app, advance } = world
  const { account, request } = await userWithKey(world)
  const { id } = await createStatus(app, account, { text: 'mine' })
  await app.db.insertInto('home_entries').values({ account_id: account.id, status_id: 1, author_id: 2 }).execute()
  advance(15 * DAY)
  // The user returns after the task has read how long ago that was.
  let isFirst = true
  const returning: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (isFirst) {
        isFirst = false
        await request()
      }
      return result
    },
  }
  await pruneHomes.run({ ...app, db: app.db.withPlugin(returning) })
  const home = await app.db.selectFrom('home_entries').select('status_id').execute()
  assert.deepEqual(home, [{ status_id: id }])
})

test('of many requests at once, one rebuilds the home, and all are answered after it', async () => {
  await using world = await createTestApp({ reactions: { 'user.returned': [rebuildHomeOnReturn] } })
  const { app, advance, events } = world
  const { account, request } = await userWithKey(world)
  await app.db.insertInto('home_entries').values({ account_id: account.id, status_id: 1, author_id: 2 }).execute()
  advance(30 * DAY)
  const seen = await Promise.all(
    Array.from({ length: 20 }, async () => {
      await request()
      return (await app.db.selectFrom('home_entries').select('status_id').execute()).length
    }),
  )
  assert.deepEqual(new Set(seen), new Set([0]))
  assert.equal(events.filter(({ event }) => event === 'user.returned').length, 1)
  advance(2 * DAY)
  assert.equal((await request()).user.active_at, app.clock.now())
})
