import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, localUser, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { HOUR, SECOND } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { applyEdit } from '../edits/apply-edit.ts'
import { NotFound } from '../errors.ts'
import { boost, unboost } from '../interactions/boost.ts'
import { favourite, unfavourite } from '../interactions/favourite.ts'
import { acceptFollow } from '../relationships/answer.ts'
import { block } from '../relationships/block.ts'
import { follow } from '../relationships/follow.ts'
import { mute } from '../relationships/mute.ts'
import { unfollow } from '../relationships/unfollow.ts'
import { notifyFollow, notifyFollowRequest, notifySignUp, withdrawFollow } from './account-notifications.ts'
import { clearNotifications, dismissNotification } from './dismiss.ts'
import { findNotification, listNotifications } from './find.ts'
import {
  notifyAboutEdit,
  notifyAboutStatus,
  notifyBoost,
  notifyFavourite,
  withdrawBoost,
  withdrawFavourite,
} from './status-notifications.ts'

const reactions = {
  'status.created': [notifyAboutStatus, notifyBoost],
  'status.edited': [notifyAboutEdit],
  'status.deleted': [withdrawBoost],
  'status.favourited': [notifyFavourite],
  'status.unfavourited': [withdrawFavourite],
  'account.followed': [notifyFollow],
  'follow.requested': [notifyFollowRequest],
  'follow.rejected': [withdrawFollow],
  'account.unfollowed': [withdrawFollow],
  'user.confirmed': [notifySignUp],
}

async function notified(app: App, account: Account): Promise<string[]> {
  return (await listNotifications(app, account, {}, { limit: 40 })).map((row) => row.type).sort()
}
const naming = (account: Account, silent = false) => ({ mentions: [{ account, silent }] })

test('a favourite, a boost, a mention and a follow notify once, and undoing them withdraws it (C11)', async () => {
  await using world = await createTestApp({ reactions })
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const status = await statusBy(app, ana)
  const via = { via: 'delivery' } as const
  for (const _ of [1, 2]) {
    await favourite(app, bo, status.id, via)
    await boost(app, bo, status.id, { ...via, uri: 'https://reef.test/a/1' })
    await follow(app, bo, ana, via)
  }
  await statusBy(app, bo, naming(ana))
  assert.deepEqual(await notified(app, ana), ['favourite', 'follow', 'mention', 'reblog'])
  assert.equal(events.filter((e) => e.event === 'notification.created').length, 4)
  await unfavourite(app, bo, status.id, via)
  await unboost(app, bo, status.id, via)
  await unfollow(app, bo, ana, via)
  assert.deepEqual(await notified(app, ana), ['mention'])
})

test('own actions, silent mentions, fetched and old posts do not notify (A-41, A-46)', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const own = await statusBy(app, ana, naming(ana))
  await favourite(app, ana, own.id)
  await statusBy(app, bo, naming(ana, true))
  await statusBy(app, bo, naming(ana), 'fetch')
  await statusBy(app, bo, { ...naming(ana), created_at: 0 })
  await boost(app, bo, own.id, { via: 'fetch', uri: 'https://reef.test/a/1' })
  assert.deepEqual(await notified(app, ana), [])
})

test('blocked and muted accounts cause no notification by mention, boost, edit or favourite (R-131)', async () => {
  await using world = await createTestApp({ reactions })
  const { app, advance } = world
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await remoteAccount(app, 'cy@reef.test'),
  ]
  const status = await statusBy(app, ana)
  const before = await statusBy(app, bo)
  await boost(app, ana, before.id)
  await block(app, bo, ana)
  await mute(app, ana, cy, { durationMs: HOUR })
  await statusBy(app, bo, naming(ana))
  advance(5 * SECOND)
  const editedAt = app.clock.now()
  const edit = { content: '<p>new</p>', ...naming(ana) }
  await app.transaction((tx) => applyEdit(tx, before, edit, { via: 'delivery', editedAt }))
  await favourite(app, cy, status.id, { via: 'delivery' })
  await boost(app, cy, status.id, { via: 'delivery', uri: 'https://reef.test/a/1' })
  assert.deepEqual(await notified(app, ana), [])
  advance(HOUR)
  await statusBy(app, cy, naming(ana))
  await mute(app, ana, cy, { notifications: false })
  await statusBy(app, cy, naming(ana))
  assert.deepEqual(await notified(app, ana), ['mention', 'mention'])
})

test('a follow with notifications notifies of posts, but not of boosts or messages to others', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, bo, cy] = [await localAccount(app, 'ana'), await localAccount(app, 'bo'), await localAccount(app, 'cy')]
  await follow(app, ana, bo, { notifies: true })
  await statusBy(app, bo)
  await statusBy(app, bo, { visibility: 'direct', ...naming(cy) })
  await boost(app, bo, (await statusBy(app, cy)).id)
  assert.deepEqual(await notified(app, ana), ['status'])
  await statusBy(app, bo, naming(ana))
  assert.deepEqual(await notified(app, ana), ['mention', 'status'])
})

test('an edit notifies boosters, with one notification at a time, and newly mentioned accounts', async () => {
  await using world = await createTestApp({ reactions })
  const { app, advance } = world
  const [ana, cy, bo] = [
    await localAccount(app, 'ana'),
    await localAccount(app, 'cy'),
    await remoteAccount(app, 'bo@reef.test'),
  ]
  const status = await statusBy(app, bo)
  await boost(app, ana, status.id)
  for (const words of ['two', 'three']) {
    advance(2 * SECOND)
    const changes = { content: words, ...naming(cy) }
    await app.transaction((tx) => applyEdit(tx, status, changes, { via: 'delivery', editedAt: app.clock.now() }))
  }
  assert.deepEqual(await notified(app, ana), ['update'])
  assert.deepEqual(await notified(app, cy), ['mention'])
})

test('a follow request notifies, and accepting it replaces the notification with one of the follow', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await app.db.updateTable('accounts').set({ locked: true }).where('id', '=', ana.id).execute()
  await follow(app, bo, { ...ana, locked: true }, { via: 'delivery' })
  assert.deepEqual(await notified(app, ana), ['follow_request'])
  await acceptFollow(app, { ...ana, locked: true }, bo)
  assert.deepEqual(await notified(app, ana), ['follow'])
})

test('a sign-up notifies the staff', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const { account: owner } = await localUser(app, 'owner', { role: 'owner' })
  const { account: ana } = await localUser(app, 'ana')
  const { user } = await localUser(app, 'bo')
  await clearNotifications(app, owner)
  await app.transaction((tx) => tx.emit('user.confirmed', { user_id: user.id, via: 'local' }))
  assert.deepEqual([await notified(app, owner), await notified(app, ana)], [['admin.sign_up'], []])
})

test('an account lists, finds, dismisses and clears only its own notifications', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, cy, bo] = [
    await localAccount(app, 'ana'),
    await localAccount(app, 'cy'),
    await remoteAccount(app, 'bo@reef.test'),
  ]
  const status = await statusBy(app, ana)
  await favourite(app, bo, status.id, { via: 'delivery' })
  await follow(app, bo, ana, { via: 'delivery' })
  await favourite(app, cy, status.id)
  const list = (filters: object) => listNotifications(app, ana, filters, { limit: 40 })
  assert.equal((await list({})).length, 3)
  assert.equal((await list({ types: ['favourite'] })).length, 2)
  assert.deepEqual(await list({ types: [] }), [])
  assert.equal((await list({ excludeTypes: ['favourite'], accountId: bo.id })).length, 1)
  const [first] = await list({})
  const id = first?.id ?? 0
  assert.equal(await findNotification(app, cy, id), undefined)
  await assert.rejects(dismissNotification(app, cy, id), NotFound)
  await dismissNotification(app, ana, id)
  assert.equal((await list({})).length, 2)
  await clearNotifications(app, ana)
  assert.deepEqual(await list({}), [])
})
