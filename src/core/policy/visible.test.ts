import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { VISIBILITIES } from '../../db/tables/visibility.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { boost } from '../interactions/boost.ts'
import { block } from '../relationships/block.ts'
import { follow } from '../relationships/follow.ts'
import { findStatus } from '../statuses/find.ts'
import { requireVisible } from '../statuses/require.ts'
import { loadStatuses } from '../statuses/view.ts'
import { canSee, visibleIds } from './visible.ts'

/** Every kind of viewer of posts by bo, who has a remote account. */
async function scene(app: App) {
  const bo = await remoteAccount(app, 'bo@reef.test')
  const [follower, waiting, unrelated, named, blocking, blocked] = await Promise.all(
    ['follower', 'waiting', 'unrelated', 'named', 'blocking', 'blocked'].map((name) => localAccount(app, name)),
  )
  if (!follower || !waiting || !unrelated || !named || !blocking || !blocked) throw new Error('an account is missing')
  const now = app.clock.now()
  const edge = { target_id: bo.id, created_at: now }
  await app.db
    .insertInto('follows')
    .values({ id: 1, account_id: follower.id, ...edge })
    .execute()
  await app.db
    .insertInto('follow_requests')
    .values({ id: 1, account_id: waiting.id, ...edge })
    .execute()
  await block(app, blocking, bo)
  await block(app, bo, blocked)
  return { bo, viewers: { public: undefined, bo, follower, waiting, unrelated, named, blocking, blocked } }
}

test('each kind of viewer sees exactly the visibilities meant for it (R-50, R-51, A-41)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { bo, viewers } = await scene(app)
  const everyone = ['public', 'bo', 'follower', 'waiting', 'unrelated', 'named']
  const expected = {
    public: everyone,
    unlisted: everyone,
    followers: ['bo', 'follower', 'named'],
    direct: ['bo', 'named'],
  }
  for (const visibility of VISIBILITIES) {
    const mentions = [{ account: viewers.named, silent: visibility === 'direct' }]
    const status = await statusBy(app, bo, { visibility, mentions })
    for (const [name, viewer] of Object.entries(viewers)) {
      const isAllowed = expected[visibility].includes(name)
      assert.equal(await canSee(app, viewer, status), isAllowed, `${name} and a ${visibility} post`)
      assert.equal(
        (await loadStatuses(app, [status.id], viewer)).length === 1,
        isAllowed,
        `${name} loads ${visibility}`,
      )
      if (!isAllowed) await assert.rejects(requireVisible(app, viewer, status.id), NotFound) // as if it did not exist
    }
  }
})

test('statuses of suspended and deleted accounts are hidden, and so are boosts of them (R-41)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await localAccount(app, 'cy'),
  ]
  const status = await statusBy(app, bo)
  const boosted = await boost(app, cy, status.id)
  for (const column of ['suspended_at', 'deleted_at'] as const) {
    await app.db
      .updateTable('accounts')
      .set({ [column]: 1 })
      .where('id', '=', bo.id)
      .execute()
    assert.deepEqual(await visibleIds(app, ana, [status, boosted]), new Set())
    assert.deepEqual(await loadStatuses(app, [status.id, boosted.id], ana), [])
    await app.db
      .updateTable('accounts')
      .set({ [column]: null })
      .where('id', '=', bo.id)
      .execute()
  }
  assert.deepEqual(await visibleIds(app, ana, [status, boosted]), new Set([status.id, boosted.id]))
})

test('a boost is hidden if the viewer is blocked by the author or the status became private (R-131)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await localAccount(app, 'cy'),
  ]
  const status = await statusBy(app, bo)
  const boosted = await boost(app, cy, status.id)
  await block(app, bo, ana)
  assert.equal(await canSee(app, ana, boosted), false)
  await app.db.updateTable('statuses').set({ visibility: 'followers' }).where('id', '=', status.id).execute()
  assert.equal(await canSee(app, cy, boosted), false)
})

test('a list keeps its order, skips missing statuses, and survives rows without an author (R-95)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const [a, b, c] = [await statusBy(app, bo), await statusBy(app, bo), await statusBy(app, ana)]
  await app.db.updateTable('statuses').set({ account_id: 5 }).where('id', '=', b.id).execute()
  const views = await loadStatuses(app, [c.id, 77, b.id, a.id, c.id], ana)
  assert.deepEqual(
    views.map((view) => view.status.id),
    [c.id, a.id, c.id],
  )
})

test('a view contains the viewer’s own interactions and the boosted status', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const status = await statusBy(app, bo)
  const mine = await boost(app, ana, status.id)
  await follow(app, ana, bo)
  const [view] = await loadStatuses(app, [mine.id], ana)
  assert.equal(view?.boostOf?.status.id, status.id)
  const facts = { favourited: false, boosted: true, bookmarked: false, pinned: false }
  assert.deepEqual([view?.viewer, view?.boostOf?.viewer], [facts, facts])
  assert.equal(view?.boostOf?.status.boosts_count, 1)
  assert.equal((await loadStatuses(app, [mine.id]))[0]?.viewer, undefined)
  assert.ok(await findStatus(app, mine.id))
})
