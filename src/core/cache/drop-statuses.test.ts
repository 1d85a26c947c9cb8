/** Pruning beside everything else: other processes, users who use a post at the same moment, and a process that dies. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { bookmark } from '../interactions/bookmark.ts'
import { boost } from '../interactions/boost.ts'
import { favourite } from '../interactions/favourite.ts'
import { createStatus } from '../statuses/create.ts'
import { findStatus } from '../statuses/find.ts'
import { cachedStatuses } from './statuses.ts'

const POSTS = 60

interface Scene extends TestApp {
  ana: Account
  bo: Account
  ids: Id[]
}

/** Posts that are past their time, in threads of two. */
async function scene(story: (scene: Scene) => Promise<void>): Promise<void> {
  await using world = await createTestApp()
  const { app, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const ids: Id[] = []
  for (let n = 0; n < POSTS / 2; n++) {
    const parent = await statusBy(app, bo)
    ids.push(parent.id, (await statusBy(app, bo, { parent })).id)
  }
  advance(100 * DAY)
  await story({ ...world, ana, bo, ids })
}

async function left({ db }: App): Promise<Set<Id>> {
  const rows = await db.selectFrom('statuses').select('id').where('local', '=', false).execute()
  return new Set(rows.map(({ id }) => id))
}

async function remembered({ db }: App): Promise<number> {
  return (await db.selectFrom('dropped_statuses').select('id').execute()).length
}

test('a pruning whose process dies between two batches goes on where it stopped', () =>
  scene(async ({ app, bo }) => {
    for (const expected of [20, 40]) {
      const dies = () => Promise.reject(new Error('killed'))
      let batches = 0
      const clock = {
        ...app.clock,
        now: () => app.clock.now(),
        sleep: () => (++batches === 2 ? dies() : Promise.resolve()),
      }
      await assert.rejects(
        cachedStatuses.prune({ ...app, transaction: (work) => app.transaction(work), clock }),
        /killed/,
      )
      assert.ok((await remembered(app)) >= expected / 2)
      assert.equal((await left(app)).size + (await remembered(app)), POSTS)
    }
    await cachedStatuses.prune(app)
    assert.deepEqual([(await left(app)).size, await remembered(app)], [0, POSTS])
    const { statuses_count } = await app.db
      .selectFrom('accounts')
      .select('statuses_count')
      .where('id', '=', bo.id)
      .executeTakeFirstOrThrow()
    assert.equal(statuses_count, POSTS)
  }))

test('two processes may prune at the same time', () =>
  scene(async ({ app }) => {
    const dropped = await Promise.all([cachedStatuses.prune(app), cachedStatuses.prune(app), cachedStatuses.prune(app)])
    assert.equal(
      dropped.reduce((sum, one) => sum + one, 0),
      POSTS,
    )
    assert.deepEqual([(await left(app)).size, await remembered(app)], [0, POSTS])
  }))

test('a post that a user uses at the very moment stays, or the user hears that it is gone', () =>
  scene(async ({ app, ana, ids }) => {
    const uses = [
      (id: Id) => favourite(app, ana, id),
      (id: Id) => bookmark(app, ana, id),
      (id: Id) => boost(app, ana, id),
      (id: Id) => createStatus(app, ana, { text: 'yes', visibility: 'public', in_reply_to_id: id } as never),
    ]
    const used = new Set<Id>()
    const using = ids.map(async (id, at) => {
      for (let turn = 0; turn < at; turn++) await app.clock.sleep(0)
      try {
        await uses[at % uses.length]?.(id)
        used.add(id)
      } catch (error) {
        if (!(error instanceof NotFound)) throw error
      }
    })
    await Promise.all([cachedStatuses.prune(app), ...using])
    const there = await left(app)
    for (const id of used) assert.ok(there.has(id), `${id} was used`)
    for (const table of ['favourites', 'bookmarks'] as const) {
      const rows = await app.db.selectFrom(table).select('status_id').execute()
      for (const { status_id } of rows) assert.ok(there.has(status_id), table)
    }
    const counts = await app.db.selectFrom('statuses').select('id').where('favourites_count', '>', 1).execute()
    assert.deepEqual(counts, [])
  }))

test('an action on a post that was dropped a moment ago stores nothing, and a reply from elsewhere waits for it', () =>
  scene(async ({ app, ana, bo, ids }) => {
    // The post is read first, dropped then, and used last.
    const late: App = {
      ...app,
      async transaction(work) {
        await cachedStatuses.prune(app)
        return app.transaction(work)
      },
    }
    const [post, uri] = [ids.at(-1) as Id, (await findStatus(app, ids.at(-1) as Id))?.uri]
    const parent = await findStatus(app, post)
    for (const use of [favourite, bookmark, boost]) {
      await assert.rejects(use(late, ana, post), NotFound, use.name)
      await restore(app, bo, parent)
    }
    const reply = { text: 'yes', visibility: 'public', in_reply_to_id: post } as never
    await assert.rejects(createStatus(late, ana, reply), NotFound)
    for (const table of ['favourites', 'bookmarks'] as const)
      assert.deepEqual(await app.db.selectFrom(table).selectAll().execute(), [])
    const { in_reply_to_id, in_reply_to_uri } = await statusBy(app, bo, { parent })
    assert.deepEqual([in_reply_to_id, in_reply_to_uri], [null, uri])
  }))

/** The post comes back, and nobody looks at it. */
async function restore(app: App, author: Account, status: Status | undefined): Promise<void> {
  assert.ok(status)
  await statusBy(app, author, { uri: status.uri }, 'fetch')
  await app.db.updateTable('statuses').set({ viewed_at: 0 }).where('id', '=', status.id).execute()
}
