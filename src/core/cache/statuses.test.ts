import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { draftBy, statusBy } from '../../../test/world/statuses.ts'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { forgetOldest } from '../dropped/forget.ts'
import { bookmark } from '../interactions/bookmark.ts'
import { boost } from '../interactions/boost.ts'
import { favourite } from '../interactions/favourite.ts'
import { pin } from '../interactions/pin.ts'
import { findStatus } from '../statuses/find.ts'
import { requireVisible } from '../statuses/require.ts'
import { type StatusDraft, storeStatus } from '../statuses/store.ts'
import { loadStatuses } from '../statuses/view.ts'
import { cachedStatuses } from './statuses.ts'

const LONG = 100 * DAY

interface Scene extends TestApp {
  ana: Account
  /** Nobody follows it. */
  bo: Account
  prune(): Promise<number>
}

async function scene(story: (scene: Scene) => Promise<void>, env: Record<string, string> = {}): Promise<void> {
  await using world = await createTestApp({ env })
  const { app } = world
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await story({ ...world, ana, bo, prune: () => cachedStatuses.prune(app) })
}

const followed = (app: App, { id: account_id }: Account, { id: target_id }: Account) =>
  app.db.insertInto('follows').values({ id: app.ids.next(), account_id, target_id, created_at: 0 }).execute()

const isThere = async (app: App, { id }: { id: Id }) => (await findStatus(app, id)) !== undefined

test('a post that nobody has looked at for a while goes with everything that belongs to it', () =>
  scene(async ({ app, ana, bo, advance, prune, events }) => {
    const parts = { tags: ['fish'], mentions: [{ account: bo, silent: false }], attachments: [remotePicture()] }
    const status = await statusBy(app, bo, parts)
    const cy = await remoteAccount(app, 'cy@reef.test')
    await favourite(app, cy, status.id)
    await boost(app, cy, status.id, { uri: 'https://reef.test/boosts/1' })
    await app.db
      .insertInto('home_entries')
      .values({ account_id: ana.id, status_id: status.id, author_id: bo.id })
      .execute()
    const edit = { id: 1, status_id: status.id, content: '', created_at: 0 }
    await app.db.insertInto('status_edits').values(edit).execute()
    advance(89 * DAY)
    assert.equal(await prune(), 0)
    advance(2 * DAY)
    const before = events.length
    assert.equal(await cachedStatuses.prune(app, { isDryRun: true }), 2)
    assert.equal(await prune(), 2, 'the post and its boost')
    for (const table of [
      'statuses',
      'mentions',
      'status_tags',
      'attachments',
      'favourites',
      'public_entries',
      'home_entries',
      'status_edits',
      'tombstones',
    ] as const)
      assert.deepEqual(await app.db.selectFrom(table).selectAll().execute(), [], table)
    assert.equal(events.length, before, 'nothing is told')
  }))

test('what a user here has used or was told of stays, with its ancestors and the direct replies', () =>
  scene(async ({ app, ana, bo, advance, prune }) => {
    const cy = await remoteAccount(app, 'cy@reef.test')
    const uses: Record<string, (draft: Partial<StatusDraft>) => Promise<Id>> = {
      bookmarked: async (draft) => {
        const { id } = await statusBy(app, bo, draft)
        await bookmark(app, ana, id)
        return id
      },
      favourited: async (draft) => {
        const { id } = await statusBy(app, bo, draft)
        await favourite(app, ana, id)
        return id
      },
      boosted: async (draft) => {
        const { id } = await statusBy(app, bo, draft)
        await boost(app, ana, id)
        return id
      },
      mentioned: async (draft) => {
        return (await statusBy(app, bo, { ...draft, mentions: [{ account: ana, silent: false }] })).id
      },
      notified: async (draft) => {
        const { id } = await statusBy(app, bo, draft)
        const about = { type: 'status', from_account_id: bo.id, unique_key: 'x', created_at: 0 } as const
        await app.db
          .insertInto('notifications')
          .values({ id: 1, account_id: ana.id, status_id: id, ...about })
          .execute()
        return id
      },
      own: async (draft) => (await statusBy(app, ana, draft)).id,
    }
    for (const [name, use] of Object.entries(uses)) {
      const root = await statusBy(app, bo)
      const parent = await statusBy(app, cy, { parent: root })
      const used = await findStatus(app, await use({ parent }))
      const reply = await statusBy(app, cy, { parent: used })
      const nextReply = await statusBy(app, cy, { parent: reply })
      const aside = await statusBy(app, cy, { parent: root })
      advance(LONG)
      assert.equal(await prune(), 2, name)
      for (const kept of [root, parent, used, reply]) assert.ok(kept && (await isThere(app, kept)), name)
      for (const gone of [nextReply, aside]) assert.equal(await isThere(app, gone), false, name)
    }
  }))

test('the other replies to a post that a user here has answered stay', () =>
  scene(async ({ app, ana, bo, advance, prune }) => {
    const answered = await statusBy(app, bo)
    await statusBy(app, ana, { parent: answered })
    const other = await statusBy(app, bo, { parent: answered })
    const next = await statusBy(app, bo, { parent: other })
    advance(LONG)
    assert.equal(await prune(), 1)
    assert.ok(await isThere(app, other))
    assert.equal(await isThere(app, next), false)
  }))

test('recent posts of followed accounts stay, and what they boost, and pins and private posts as long as they are followed', () =>
  scene(
    async ({ app, ana, bo, advance, prune }) => {
      const cy = await remoteAccount(app, 'cy@reef.test')
      await followed(app, ana, cy)
      const boosted = await statusBy(app, bo)
      await boost(app, cy, boosted.id, { uri: 'https://reef.test/boosts/1' })
      const [own, pinned, secret] = [
        await statusBy(app, cy),
        await statusBy(app, cy),
        await statusBy(app, cy, { visibility: 'followers' }),
      ]
      await pin(app, cy, pinned.id, { via: 'delivery' })
      const strange = await statusBy(app, bo, { visibility: 'followers' })
      advance(29 * DAY)
      assert.equal(await prune(), 1)
      assert.equal(await isThere(app, strange), false)
      advance(2 * DAY)
      assert.equal(await prune(), 3, 'one post, and another with its boost')
      for (const kept of [pinned, secret]) assert.ok(await isThere(app, kept))
      for (const gone of [own, boosted]) assert.equal(await isThere(app, gone), false)
      await app.db.deleteFrom('follows').execute()
      assert.equal(await prune(), 2)
    },
    { ATOLL_CACHE_STATUSES: '0' },
  ))

test('beyond the quota, what was looked at longest ago goes first, then the oldest', () =>
  scene(
    async ({ app, ana, bo, advance, prune }) => {
      const posts = []
      for (let n = 0; n < 30; n++) posts.push(await statusBy(app, bo))
      posts.sort((a, b) => a.id - b.id)
      advance(5 * DAY)
      await loadStatuses(
        app,
        posts.slice(0, 3).map(({ id }) => id),
        ana,
      )
      assert.equal(await prune(), 20)
      const left = await app.db.selectFrom('statuses').select('id').orderBy('id').execute()
      const expected = [...posts.slice(0, 3), ...posts.slice(23)].map(({ id }) => id)
      assert.deepEqual(
        left.map(({ id }) => id),
        expected,
      )
      assert.equal(await cachedStatuses.size(app), 10)
      assert.equal(await cachedStatuses.keptSize(app), 3)
    },
    { ATOLL_CACHE_STATUSES: '10' },
  ))

test('if more must stay than the quota, none of it goes', () =>
  scene(
    async ({ app, ana, bo, advance, prune }) => {
      for (let n = 0; n < 5; n++) await bookmark(app, ana, (await statusBy(app, bo)).id)
      const reply = await statusBy(app, bo, { parent: await statusBy(app, ana) })
      const unused = await statusBy(app, bo)
      advance(3 * DAY)
      assert.equal(await prune(), 1)
      assert.equal(await isThere(app, unused), false)
      assert.ok(await isThere(app, reply))
      assert.deepEqual([await cachedStatuses.size(app), await cachedStatuses.keptSize(app)], [6, 6])
    },
    { ATOLL_CACHE_STATUSES: '2' },
  ))

test('the posts of one server, and those older than a given age, can be dropped alone', () =>
  scene(async ({ app, bo, advance }) => {
    const cy = await remoteAccount(app, 'cy@shoal.test')
    const [old, other] = [await statusBy(app, bo), await statusBy(app, cy)]
    advance(5 * DAY)
    const young = await statusBy(app, bo)
    assert.equal(await cachedStatuses.prune(app, { olderThanMs: 4 * DAY, host: 'reef.test' }), 1)
    assert.equal(await isThere(app, old), false)
    for (const kept of [other, young]) assert.ok(await isThere(app, kept))
  }))

/** A scene in which the origin still has every post. */
async function withOrigin(
  story: (scene: Scene & { post(draft?: Partial<StatusDraft>): Promise<Id> }) => Promise<void>,
) {
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

test('views by users here are noted once a day, and those by nobody are not', () =>
  scene(async ({ app, ana, bo, advance, prune }) => {
    const [seen, unseen] = [await statusBy(app, bo), await statusBy(app, bo)]
    advance(80 * DAY)
    await loadStatuses(app, [unseen.id])
    await loadStatuses(app, [seen.id], ana)
    advance(20 * DAY)
    await prune()
    assert.ok(await isThere(app, seen))
    assert.equal(await isThere(app, unseen), false)
  }))
