import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import { requireAccount } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { Forbidden, NotFound } from '../errors.ts'
import { acceptFollow, rejectFollow, removeFollower } from './answer.ts'
import { block } from './block.ts'
import { findFollow, findFollowRequest, listFollowers, listFollowing, listFollowRequests } from './find.ts'
import { follow } from './follow.ts'
import { resendFollowRequests } from './resend-requests.ts'
import { unfollow } from './unfollow.ts'

const counts = async (app: App, account: Account) => {
  const { followers_count, following_count } = await requireAccount(app, account.id)
  return [followers_count, following_count]
}
const lock = (app: App, account: Account) =>
  app.db.updateTable('accounts').set({ locked: true }).where('id', '=', account.id).execute()

test('following a local account takes effect at once, and following again emits nothing (C11)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await localAccount(app, 'bo')]
  events.length = 0
  assert.equal(await follow(app, ana, bo), 'following')
  assert.equal(await follow(app, ana, bo, { notifies: true, showsBoosts: false }), 'following')
  const edge = await findFollow(app, ana.id, bo.id)
  assert.equal(edge?.notifies, true)
  assert.equal(edge?.shows_boosts, false)
  assert.deepEqual(await counts(app, bo), [1, 0])
  assert.deepEqual(await counts(app, ana), [0, 1])
  assert.deepEqual(
    events.map((e) => e.event),
    ['account.followed'],
  )
  assert.equal(edge?.uri, `${ana.uri}#follows/${edge?.id}`)
  assert.deepEqual(
    (await listFollowers(app, bo, { limit: 10 })).map((row) => row.account_id),
    [ana.id],
  )
  assert.deepEqual(
    (await listFollowing(app, ana, { limit: 10 })).map((row) => row.account_id),
    [bo.id],
  )
})

test('following a remote account needs an Accept of a pending request (R-43, R-50, A-16)', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await assert.rejects(acceptFollow(app, bo, ana, { via: 'delivery' }), NotFound)
  assert.equal(await findFollow(app, ana.id, bo.id), undefined)

  assert.equal(await follow(app, ana, bo), 'requested')
  assert.equal(await follow(app, ana, bo), 'requested')
  assert.equal(await findFollow(app, ana.id, bo.id), undefined)
  assert.deepEqual(await counts(app, bo), [0, 0])
  const request = await findFollowRequest(app, ana.id, bo.id)
  const made = await acceptFollow(app, bo, ana, { via: 'delivery' })
  assert.equal(made?.uri, request?.uri)
  assert.equal((await acceptFollow(app, bo, ana, { via: 'delivery' }))?.id, made?.id)
  assert.equal(await findFollowRequest(app, ana.id, bo.id), undefined)
  assert.deepEqual(await counts(app, bo), [1, 0])

  await rejectFollow(app, bo, ana, { via: 'delivery' })
  assert.equal(await findFollow(app, ana.id, bo.id), undefined)
  assert.deepEqual(await counts(app, bo), [0, 0])
  await assert.rejects(rejectFollow(app, bo, ana, { via: 'delivery' }), NotFound)
  assert.deepEqual(
    events.slice(-3).map((e) => e.event),
    ['follow.requested', 'account.followed', 'follow.rejected'],
  )
})

test('a locked account approves followers, and once it is unlocked the next Follow takes effect', async () => {
  await using world = await createTestApp()
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await lock(app, ana)
  assert.equal(await follow(app, bo, ana, { uri: 'https://reef.test/f/1', via: 'delivery' }), 'requested')
  // Misskey sends the same id again, Mastodon a new one. The newest id counts.
  assert.equal(await follow(app, bo, ana, { uri: 'https://reef.test/f/2', via: 'delivery' }), 'requested')
  assert.deepEqual(
    (await listFollowRequests(app, ana, { limit: 10 })).map((row) => row.account_id),
    [bo.id],
  )
  await app.db.updateTable('accounts').set({ locked: false }).where('id', '=', ana.id).execute()
  assert.equal(await follow(app, bo, ana, { via: 'delivery' }), 'following')
  assert.equal(await findFollowRequest(app, bo.id, ana.id), undefined)
  assert.equal((await findFollow(app, bo.id, ana.id))?.uri, null)
  await removeFollower(app, ana, bo)
  await removeFollower(app, ana, bo)
  assert.deepEqual(await counts(app, ana), [0, 0])
})

test('following oneself, a moved, blocked, deleted or suspended account is refused (A-15)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const moved = await remoteAccount(app, 'moved@reef.test', { moved_to_uri: 'https://else.test/users/moved' })
  const bo = await remoteAccount(app, 'bo@reef.test')
  const cy = await localAccount(app, 'cy')
  await block(app, bo, ana, { via: 'delivery' })
  await block(app, ana, cy)
  for (const target of [ana, moved, bo, cy]) await assert.rejects(follow(app, ana, target), Forbidden)
  await assert.rejects(follow(app, cy, ana), Forbidden)
  await assert.rejects(follow(app, bo, moved, { via: 'delivery' }), Forbidden)
  for (const change of [{ deleted_at: 1 }, { suspended_at: 1 }]) {
    const dee = await remoteAccount(app, `dee${Object.keys(change)[0]}@reef.test`)
    await app.db.updateTable('accounts').set(change).where('id', '=', dee.id).execute()
    await assert.rejects(follow(app, ana, dee), Forbidden)
  }
})

test('unfollowing ends a follow and withdraws a request', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const [ana, bo, cy] = [
    await localAccount(app, 'ana'),
    await remoteAccount(app, 'bo@reef.test'),
    await localAccount(app, 'cy'),
  ]
  await follow(app, ana, bo)
  await follow(app, ana, cy)
  const request = await findFollowRequest(app, ana.id, bo.id)
  events.length = 0
  for (const target of [bo, cy, bo]) await unfollow(app, ana, target)
  assert.deepEqual(await counts(app, ana), [0, 0])
  assert.deepEqual(await counts(app, cy), [0, 0])
  assert.equal(events.length, 2)
  assert.deepEqual(events[0]?.ids, { account_id: ana.id, target_id: bo.id, uri: request?.uri, via: 'local' })
})

test('an unanswered request is sent once more after a day, with the same id (C19)', async () => {
  await using world = await createTestApp()
  const { app, events, advance } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await follow(app, ana, bo)
  const request = await findFollowRequest(app, ana.id, bo.id)
  await resendFollowRequests.run(app)
  events.length = 0
  advance(DAY)
  await resendFollowRequests.run(app)
  await resendFollowRequests.run(app)
  assert.deepEqual(events, [{ event: 'follow.requested', ids: { request_id: request?.id, via: 'local', again: true } }])
  assert.equal((await findFollowRequest(app, ana.id, bo.id))?.uri, request?.uri)
})

test('pages of followers stay stable while new followers arrive', async () => {
  await using world = await createTestApp()
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const followers = []
  for (const name of ['a', 'b', 'c', 'd']) followers.push(await remoteAccount(app, `${name}@reef.test`))
  for (const follower of followers.slice(0, 3)) await follow(app, follower, ana, { via: 'delivery' })
  const first = await listFollowers(app, ana, { limit: 2 })
  await follow(app, followers[3] as Account, ana, { via: 'delivery' })
  const second = await listFollowers(app, ana, { limit: 2, maxId: first[1]?.id ?? 0 })
  assert.deepEqual(
    [...first, ...second].map((row) => row.account_id),
    followers
      .slice(0, 3)
      .reverse()
      .map((follower) => follower.id),
  )
})
