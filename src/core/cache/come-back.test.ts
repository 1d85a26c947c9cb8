/** Posts that were dropped come back under their ids, and the counters never notice. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { draftBy, statusBy } from '../../../test/world/statuses.ts'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { forgetOldest } from '../dropped/forget.ts'
import { bookmark } from '../interactions/bookmark.ts'
import { favourite } from '../interactions/favourite.ts'
import { findStatus } from '../statuses/find.ts'
import { requireVisible } from '../statuses/require.ts'
import { type StatusDraft, storeStatus } from '../statuses/store.ts'
import { cachedStatuses } from './statuses.ts'

const LONG = 100 * DAY

interface Scene extends TestApp {
  ana: Account
  /** Nobody follows it. Its server still has every post. */
  bo: Account
  /** A post by bo that arrives here. */
  post(draft?: Partial<StatusDraft>): Promise<Id>
  prune(): Promise<number>
}

async function withOrigin(story: (scene: Scene) => Promise<void>): Promise<void> {
  const drafts = new Map<string, StatusDraft>()
  const origin: { app?: App } = {}
  await using world = await createTestApp({
    remote: {
      recall: async (uri) => {
        const draft = drafts.get(uri)
        assert.ok(draft && origin.app)
        return (await origin.app.transaction((tx) => storeStatus(tx, draft, 'fetch'))).status
      },
    },
  })
  const { app } = world
  origin.app = app
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  const post = async (changes: Partial<StatusDraft> = {}) => {
    const draft = draftBy(app, bo, changes)
    drafts.set(draft.uri, draft)
    return (await app.transaction((tx) => storeStatus(tx, draft, 'delivery'))).status.id
  }
  await story({ ...world, ana, bo, post, prune: () => cachedStatuses.prune(app) })
}

const countsOf = async (app: App, accountId: Id, statusId: Id) => {
  const account = await app.db
    .selectFrom('accounts')
    .select('statuses_count')
    .where('id', '=', accountId)
    .executeTakeFirst()
  return [account?.statuses_count, (await findStatus(app, statusId))?.replies_count]
}

test('a dropped post comes back under its id for a user who asks, and the counters never change', () =>
  withOrigin(async ({ app, ana, bo, advance, prune, post, events }) => {
    const parent = await post()
    const near = await post({ parent: await findStatus(app, parent) })
    const reply = await post({ parent: await findStatus(app, near) })
    await favourite(app, ana, parent)
    advance(LONG)
    assert.equal(await prune(), 1)
    assert.deepEqual(await countsOf(app, bo.id, near), [3, 1])
    await assert.rejects(requireVisible(app, undefined, reply), 'the public causes no request')
    await assert.rejects(requireVisible(app, bo, reply), 'nor do other servers')
    events.length = 0
    const status = await requireVisible(app, ana, reply)
    assert.deepEqual([status.id, status.in_reply_to_id], [reply, near])
    assert.deepEqual(
      events.map(({ ids }) => 'via' in ids && ids.via),
      ['fetch'],
      'it is no news',
    )
    assert.deepEqual(await countsOf(app, bo.id, near), [3, 1])
    assert.deepEqual(await app.db.selectFrom('dropped_statuses').selectAll().execute(), [])
    assert.equal(await prune(), 0, 'it was looked at today')
  }))

test('a thread that was dropped comes back piece by piece, and each piece is counted once', () =>
  withOrigin(async ({ app, ana, bo, advance, prune, post }) => {
    const parent = await post()
    const { uri } = (await findStatus(app, parent)) as { uri: string }
    const replies = [
      await post({ parent: await findStatus(app, parent), in_reply_to_uri: uri }),
      await post({ parent: await findStatus(app, parent), in_reply_to_uri: uri }),
    ] as const
    advance(LONG)
    assert.equal(await prune(), 3)
    const back = await bookmark(app, ana, parent).then(() => findStatus(app, parent))
    assert.equal(back?.replies_count, 0)
    for (const id of replies) assert.equal((await requireVisible(app, ana, id)).id, id)
    assert.deepEqual(await countsOf(app, bo.id, parent), [3, 2])
  }))

test('a dropped post does not come back by another author (C3), and counts as what its origin makes of it now', () =>
  withOrigin(async ({ app, ana, bo, advance, prune, post }) => {
    const cy = await remoteAccount(app, 'cy@reef.test')
    const [first, second] = [await findStatus(app, await post()), await findStatus(app, await post())]
    for (const parent of [first, second]) await favourite(app, ana, parent?.id ?? 0)
    const near = await findStatus(app, await post({ parent: first }))
    const reply = await findStatus(app, await post({ parent: near }))
    advance(LONG)
    assert.equal(await prune(), 1)
    assert.ok(near && reply)
    await assert.rejects(statusBy(app, cy, { uri: reply.uri, parent: near }), { code: 'post-of-other-author' })
    const back = await statusBy(app, bo, { uri: reply.uri, parent: second, visibility: 'direct' }, 'fetch')
    assert.equal(back.id, reply.id)
    assert.deepEqual(await countsOf(app, bo.id, near.id), [3, 0])
    assert.deepEqual(await countsOf(app, bo.id, second?.id ?? 0), [3, 0])
  }))

test('an account that was deleted in the meantime comes back under its id, too', () =>
  withOrigin(async ({ app, ana, bo, advance, prune, post }) => {
    const id = await post()
    await post()
    advance(LONG)
    await prune()
    await app.db.deleteFrom('accounts').where('id', '=', bo.id).execute()
    const again = await remoteAccount(app, 'bo@reef.test', { display_name: 'Bo again' })
    assert.deepEqual([again.id, again.statuses_count], [bo.id, 2])
    assert.ok(again.revision > bo.revision)
    await requireVisible(app, ana, id)
    assert.deepEqual(await countsOf(app, bo.id, id), [2, 0])
  }))

test('the oldest dropped posts are forgotten, and then no longer counted', () =>
  withOrigin(async ({ app, ana, bo, advance, prune, post }) => {
    const parent = await post()
    const near = await post({ parent: await findStatus(app, parent) })
    await favourite(app, ana, parent)
    for (let n = 0; n < 3; n++) {
      await post({ parent: await findStatus(app, near) })
      advance(LONG)
      await prune()
    }
    assert.deepEqual(await countsOf(app, bo.id, near), [5, 3])
    await forgetOldest(app, 2)
    assert.deepEqual(await countsOf(app, bo.id, near), [4, 2])
  }))
