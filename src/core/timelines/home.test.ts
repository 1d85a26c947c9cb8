import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { HOUR, SECOND } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { boost } from '../interactions/boost.ts'
import { block } from '../relationships/block.ts'
import { follow } from '../relationships/follow.ts'
import { mute } from '../relationships/mute.ts'
import { unfollow } from '../relationships/unfollow.ts'
import { deleteStatus } from '../statuses/delete.ts'
import { addToTimelines, backfillHome } from './add.ts'
import { fanOutToHomes } from './fan-out.ts'
import { homeTimeline } from './home.ts'
import { FANOUT_BATCH, FANOUT_INLINE, HOME_KEPT_FOR_MS, HOME_LENGTH, REMOVED_PER_BATCH } from './limits.ts'
import { pruneHomes } from './prune.ts'
import { rebuildHomeOnReturn } from './rebuild.ts'
import {
  dropBlockedFromHome,
  dropFollowedFromHome,
  dropMutedFromHome,
  removeFromHomes,
  removeFromTimelines,
} from './remove.ts'

const reactions = {
  'status.created': [addToTimelines],
  'status.deleted': [removeFromTimelines],
  'account.followed': [backfillHome],
  'account.unfollowed': [dropFollowedFromHome],
  'follow.rejected': [dropFollowedFromHome],
  'account.blocked': [dropBlockedFromHome],
  'account.muted': [dropMutedFromHome],
}
const home = (app: App, viewer: Account, limit = 40) => homeTimeline(app, viewer, { limit })

/** Inserts a follow directly, since a follow of a remote account would need an Accept. */
async function followed(app: App, follower: Account, target: Account, changes = {}): Promise<void> {
  const row = { id: app.ids.next(), account_id: follower.id, target_id: target.id, created_at: 0, ...changes }
  await app.db.insertInto('follows').values(row).execute()
}

test('home contains the user’s own posts and those of followed accounts, in pages', async () => {
  await using world = await createTestApp({ reactions })
  const { app, advance } = world
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await localAccount(app, 'cy'),
  ]
  await followed(app, ana, bo)
  const ids = []
  for (const author of [bo, ana, cy, bo, ana]) {
    advance(SECOND)
    const status = await statusBy(app, author)
    if (author !== cy) ids.unshift(status.id)
  }
  const [newest, second, third, oldest] = ids
  assert.deepEqual(await home(app, ana), ids)
  assert.deepEqual(await homeTimeline(app, ana, { limit: 2, maxId: second }), [third, oldest])
  assert.deepEqual(await homeTimeline(app, ana, { limit: 2, sinceId: oldest }), [newest, second])
  assert.deepEqual(await homeTimeline(app, ana, { limit: 2, minId: oldest }), [second, third])
  await deleteStatus(app, ana, newest ?? 0)
  assert.deepEqual(await home(app, ana), ids.slice(1))
})

test('home contains replies only to the user, to followed accounts, and of authors to themselves (A-45)', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, bo, cy, di] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await remoteAccount(app, 'cy@reef.test'),
    await remoteAccount(app, 'di@reef.test'),
  ]
  await followed(app, ana, bo)
  await followed(app, ana, cy)
  const by = new Map([
    [ana, await statusBy(app, ana)],
    [bo, await statusBy(app, bo)],
    [cy, await statusBy(app, cy)],
    [di, await statusBy(app, di)],
  ])
  const shown = new Set(await home(app, ana))
  for (const [author, parent] of by) {
    const reply = await statusBy(app, bo, { parent })
    assert.equal((await home(app, ana)).includes(reply.id), author !== di)
  }
  const unattached = await statusBy(app, bo, { in_reply_to_uri: 'https://far.test/unknown' })
  assert.equal((await home(app, ana)).includes(unattached.id), false)
  assert.equal(shown.size, 3)
})

test('a direct message appears only in the homes of mentioned accounts', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, cy, bo] = [
    await localAccount(app, 'ana'),
    await localAccount(app, 'cy'),
    await remoteAccount(app, 'bo@reef.test'),
  ]
  await followed(app, ana, bo)
  await followed(app, cy, bo)
  const status = await statusBy(app, bo, { visibility: 'direct', mentions: [{ account: ana, silent: false }] })
  assert.deepEqual(await home(app, ana), [status.id])
  assert.deepEqual(await home(app, cy), [])
})

test('home contains no boosts that the user hid, and none of blocked or muted accounts (R-131)', async () => {
  await using world = await createTestApp({ reactions })
  const { app, advance } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const authors = await Promise.all(
    ['free', 'blocked', 'blocking', 'muted', 'onceMuted'].map((name) => localAccount(app, name)),
  )
  const [free, blocked, blocking, muted, onceMuted] = authors
  const [ana, cy] = [await localAccount(app, 'ana'), await localAccount(app, 'cy')]
  if (!free || !blocked || !blocking || !muted || !onceMuted) throw new Error('an account is missing')
  await block(app, ana, blocked)
  await block(app, blocking, ana)
  await mute(app, ana, muted)
  await mute(app, ana, onceMuted, { durationMs: HOUR })
  advance(2 * HOUR)
  await followed(app, ana, bo)
  await followed(app, cy, bo, { shows_boosts: false })
  const boosts = new Map<Account, number>()
  for (const author of authors) boosts.set(author, (await boost(app, bo, (await statusBy(app, author)).id)).id)
  const expected = [free, onceMuted].map((author) => boosts.get(author))
  assert.deepEqual(new Set(await home(app, ana)), new Set(expected))
  assert.deepEqual(await home(app, cy), [])
})

test('unfollowing, muting and blocking an account remove its posts and boosts of them from home', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, bo, cy, di, eve, fay] = [
    await localAccount(app, 'ana'),
    await localAccount(app, 'bo'),
    await localAccount(app, 'cy'),
    await localAccount(app, 'di'),
    await localAccount(app, 'eve'),
    await localAccount(app, 'fay'),
  ]
  for (const target of [bo, cy, di]) await follow(app, ana, target)
  const [byBo, byCy, byDi] = [await statusBy(app, bo), await statusBy(app, cy), await statusBy(app, di)]
  const [ofEve, ofFay] = [
    await boost(app, di, (await statusBy(app, eve)).id),
    await boost(app, di, (await statusBy(app, fay)).id),
  ]
  assert.deepEqual(new Set(await home(app, ana)), new Set([byBo.id, byCy.id, byDi.id, ofEve.id, ofFay.id]))
  for (const muted of [bo, eve]) await mute(app, ana, muted)
  assert.deepEqual(new Set(await home(app, ana)), new Set([byCy.id, byDi.id, ofFay.id]))
  for (const blocking of [cy, fay]) await block(app, blocking, ana)
  assert.deepEqual(await home(app, ana), [byDi.id])
  await unfollow(app, ana, di)
  assert.deepEqual(await home(app, ana), [])
})

test('a follow adds the newest posts of the followed account', async () => {
  await using world = await createTestApp({ reactions })
  const { app, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const ids = []
  for (let n = 0; n < 25; n++) {
    advance(SECOND)
    ids.unshift((await statusBy(app, bo)).id)
  }
  await follow(app, ana, bo)
  assert.deepEqual(await home(app, ana), ids.slice(0, 20))
})

test('a home is not updated while its owner is away, and rebuilt on return', async () => {
  await using world = await createTestApp({ reactions })
  const { app, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await followed(app, ana, bo)
  const before = await statusBy(app, bo)
  advance(HOME_KEPT_FOR_MS + HOUR)
  const [during, own] = [await statusBy(app, bo), await statusBy(app, ana)]
  const hidden = await statusBy(app, bo, { in_reply_to_uri: 'https://far.test/unknown' })
  assert.deepEqual(await home(app, ana), [own.id, before.id])
  await pruneHomes.run(app)
  assert.deepEqual(await home(app, ana), [])
  const back = { account_id: ana.id, last_active_at: app.clock.now() - HOME_KEPT_FOR_MS, via: 'local' } as const
  await app.transaction((tx) => rebuildHomeOnReturn(tx, back))
  assert.deepEqual(await home(app, ana), [])
  await app.transaction((tx) => rebuildHomeOnReturn(tx, { ...back, last_active_at: back.last_active_at - 1 }))
  assert.deepEqual(new Set(await home(app, ana)), new Set([own.id, during.id, before.id]))
  assert.equal((await home(app, ana)).includes(hidden.id), false)
})

test('a home is pruned to its maximum length', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const entries = Array.from({ length: HOME_LENGTH + 5 }, (_, n) => ({
    account_id: ana.id,
    status_id: n + 1,
    author_id: 1,
  }))
  await app.db.insertInto('home_entries').values(entries).execute()
  await pruneHomes.run(app)
  const left = await home(app, ana, 2_000)
  assert.deepEqual([left.length, left.at(-1)], [HOME_LENGTH, 6])
})

test('a job adds a status to the homes of very many followers in batches', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await localAccount(app, 'bo'),
    await remoteAccount(app, 'cy@reef.test'),
  ]
  const others = Array.from({ length: FANOUT_BATCH }, (_, n) => ({
    id: n + 1,
    account_id: n + 1,
    target_id: cy.id,
    created_at: 0,
  }))
  await app.db.insertInto('follows').values(others).execute()
  for (const follower of [ana, bo]) await followed(app, follower, cy)
  await app.db
    .updateTable('accounts')
    .set({ followers_count: FANOUT_INLINE + 1 })
    .where('id', '=', cy.id)
    .execute()
  const status = await statusBy(app, cy)
  assert.deepEqual(await home(app, ana), [])
  const [job] = await app.db.selectFrom('jobs').select(['name', 'payload']).execute()
  assert.deepEqual([job?.name, job?.payload], ['fanOutToHomes', { status_id: status.id, after: 0 }])
  await fanOutToHomes.run(app, { status_id: status.id, after: 0 }, { id: 1, attempt: 1, createdAt: 0 })
  for (const follower of [ana, bo]) assert.deepEqual(await home(app, follower), [status.id])
})

test('a very old status is not added to any home (A-46)', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await followed(app, ana, bo)
  await statusBy(app, bo, { created_at: Date.UTC(2001) })
  assert.deepEqual(await home(app, ana), [])
})

test('a deleted status disappears from all homes, the first ones at once and the others in a job', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  const [status, other] = [await statusBy(app, bo), await statusBy(app, bo)]
  const entries = Array.from({ length: REMOVED_PER_BATCH + 10 }, (_, n) => ({ account_id: n + 1, author_id: bo.id }))
  for (const { id: status_id } of [status, other])
    await app.db
      .insertInto('home_entries')
      .values(entries.map((entry) => ({ ...entry, status_id })))
      .execute()
  const count = async () => (await app.db.selectFrom('home_entries').select('status_id').execute()).length
  await deleteStatus(app, bo, status.id)
  assert.equal(await count(), entries.length + 10)
  const jobs = await app.db.selectFrom('jobs').selectAll().where('name', '=', removeFromHomes.name).execute()
  assert.equal(jobs.length, 1)
  for (const { id } of jobs) await removeFromHomes.run(app, { status_id: status.id }, { id, attempt: 1, createdAt: 0 })
  assert.equal(await count(), entries.length)
})
