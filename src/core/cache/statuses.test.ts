import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { bookmark } from '../interactions/bookmark.ts'
import { boost } from '../interactions/boost.ts'
import { favourite } from '../interactions/favourite.ts'
import { pin } from '../interactions/pin.ts'
import { findStatus } from '../statuses/find.ts'
import type { StatusDraft } from '../statuses/store.ts'
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
