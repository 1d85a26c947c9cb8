import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Forbidden, Invalid, NotFound } from '../errors.ts'
import { findStatus } from '../statuses/find.ts'
import { MAX_PINS } from '../statuses/limits.ts'
import { bookmark, unbookmark } from './bookmark.ts'
import { boost, unboost } from './boost.ts'
import { favourite, unfavourite } from './favourite.ts'
import { listBookmarks, listBoostedBy, listFavouritedBy, listFavourites } from './lists.ts'
import { pin, unpin } from './pin.ts'

const PAGE = { limit: 20 }

test('an account favourites a status once, whatever the id, and again after undoing it (C11, case 57)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const status = await statusBy(app, ana)
  events.length = 0
  const made = await favourite(app, bo, status.id, { uri: 'https://reef.test/l/1', via: 'delivery' })
  assert.equal(await favourite(app, bo, status.id, { uri: 'https://reef.test/l/2', via: 'delivery' }), undefined)
  assert.equal((await findStatus(app, status.id))?.favourites_count, 1)
  assert.equal(made?.uri, 'https://reef.test/l/1')
  assert.deepEqual(
    (await listFavouritedBy(app, status, PAGE)).map((row) => row.account_id),
    [bo.id],
  )
  assert.equal(await unfavourite(app, bo, status.id, { via: 'delivery' }), true)
  assert.equal(await unfavourite(app, bo, status.id, { via: 'delivery' }), false)
  assert.ok(await favourite(app, bo, status.id, { uri: 'https://reef.test/l/1', via: 'delivery' }))
  assert.deepEqual(
    events.map((e) => e.event),
    ['status.favourited', 'status.unfavourited', 'status.favourited'],
  )
  assert.equal((await findStatus(app, status.id))?.favourites_count, 1)
})

test('interactions with a hidden status fail as if it did not exist (R-54, R-62, case 50)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const secrets = [
    await statusBy(app, ana, { visibility: 'followers' }),
    await statusBy(app, ana, { visibility: 'direct' }),
  ]
  events.length = 0
  const messages = new Set<string>()
  for (const id of [...secrets.map((status) => status.id), 404])
    for (const interact of [favourite, unfavourite, boost, unboost, bookmark, unbookmark])
      await assert.rejects(
        interact(app, bo, id),
        (error) => error instanceof NotFound && Boolean(messages.add(error.message)),
      )
  assert.equal(messages.size, 1)
  assert.deepEqual(events, [])
})

test('interactions can be undone after the status has become invisible', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const status = await statusBy(app, ana)
  await favourite(app, bo, status.id)
  await boost(app, bo, status.id)
  await bookmark(app, bo, status.id)
  await app.db.updateTable('statuses').set({ visibility: 'direct' }).where('id', '=', status.id).execute()
  assert.equal(await unfavourite(app, bo, status.id), true)
  assert.ok(await unboost(app, bo, status.id))
  await unbookmark(app, bo, status.id)
  await assert.rejects(unfavourite(app, bo, status.id), NotFound)
})

test('an account boosts a status once, and undoing it leaves no tombstone, so its id may come again (C11)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const status = await statusBy(app, ana)
  const options = { uri: 'https://reef.test/a/1', via: 'delivery' } as const
  events.length = 0
  const made = await boost(app, bo, status.id, options)
  assert.equal((await boost(app, bo, status.id, { ...options, uri: 'https://reef.test/a/2' })).id, made.id)
  assert.equal((await boost(app, bo, made.id, options)).id, made.id)
  assert.equal((await findStatus(app, status.id))?.boosts_count, 1)
  assert.deepEqual(
    (await listBoostedBy(app, status, PAGE)).map((row) => row.account_id),
    [bo.id],
  )
  assert.equal((await unboost(app, bo, status.id, { via: 'delivery' }))?.id, made.id)
  assert.equal(await unboost(app, bo, status.id, { via: 'delivery' }), undefined)
  assert.equal((await findStatus(app, status.id))?.boosts_count, 0)
  assert.equal((await boost(app, bo, status.id, options)).uri, options.uri)
  assert.deepEqual(
    events.map((e) => e.event),
    ['status.created', 'status.deleted', 'status.created'],
  )
})

test('only open statuses can be boosted, and followers-only ones by their author', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const forFollowers = await statusBy(app, ana, { visibility: 'followers', mentions: [{ account: bo, silent: false }] })
  await assert.rejects(boost(app, bo, forFollowers.id), Forbidden)
  assert.equal((await boost(app, ana, forFollowers.id, { visibility: 'public' })).visibility, 'followers')
  await assert.rejects(boost(app, ana, (await statusBy(app, ana, { visibility: 'direct' })).id), Forbidden)
  await assert.rejects(boost(app, { ...bo, suspended_at: 1 }, forFollowers.id), Forbidden)
})

test('favourites and bookmarks are listed in the order in which they were made, latest first', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const [older, newer] = [await statusBy(app, bo), await statusBy(app, bo)]
  for (const status of [newer, older]) {
    await favourite(app, ana, status.id)
    await bookmark(app, ana, status.id)
    advance(1)
  }
  for (const list of [listFavourites, listBookmarks]) {
    const rows = await list(app, ana, PAGE)
    assert.deepEqual(
      rows.map((row) => row.status_id),
      [older.id, newer.id],
    )
    const next = await list(app, ana, { limit: 1, maxId: rows[0]?.id })
    assert.deepEqual(
      next.map((row) => row.status_id),
      [newer.id],
    )
  }
})

test('only own statuses that are not direct can be pinned, up to a limit', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  const statuses = []
  for (let n = 0; n <= MAX_PINS; n++) statuses.push(await statusBy(app, ana))
  const [first, ...others] = statuses
  if (!first) throw new Error('no status')
  events.length = 0
  for (const status of [first, ...others.slice(1)]) await pin(app, ana, status.id)
  await pin(app, ana, first.id)
  assert.equal(events.length, MAX_PINS)
  await assert.rejects(pin(app, ana, others[0]?.id ?? 0), Invalid)
  await assert.rejects(pin(app, bo, first.id), NotFound)
  await assert.rejects(pin(app, ana, (await statusBy(app, ana, { visibility: 'direct' })).id), Invalid)
  await unpin(app, ana, first.id)
  await unpin(app, ana, first.id)
  assert.equal(events.filter((e) => e.event === 'status.unpinned').length, 1)
})
