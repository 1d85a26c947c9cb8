/** Whatever happens in whatever order, pruning keeps the quota, loses nothing that must stay, and leaves no loose ends. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sql } from 'kysely'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { remotePicture } from '../../../test/world/attachments.ts'
import { draftBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { tables } from '../../db/tables/index.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { DAY, startOfDay } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { forgetOldest } from '../dropped/forget.ts'
import { bookmark, unbookmark } from '../interactions/bookmark.ts'
import { boost, unboost } from '../interactions/boost.ts'
import { favourite, unfavourite } from '../interactions/favourite.ts'
import { notifyAboutStatus, notifyFavourite } from '../notifications/status-notifications.ts'
import { createStatus } from '../statuses/create.ts'
import { removeStatus } from '../statuses/delete.ts'
import { findStatus } from '../statuses/find.ts'
import { requireVisible } from '../statuses/require.ts'
import { type StatusDraft, storeStatus } from '../statuses/store.ts'
import { loadStatuses } from '../statuses/view.ts'
import { addToTimelines } from '../timelines/add.ts'
import { removeFromTimelines } from '../timelines/remove.ts'
import { cachedStatuses } from './statuses.ts'

const QUOTA = 4
const RECENT_MS = 30 * DAY
const DROPPED_KEPT = 6

type Step =
  | {
      do: 'arrive'
      author: 0 | 1
      parent: number | null
      mentions: boolean
      visibility: 'public' | 'unlisted' | 'followers'
    }
  | {
      do: 'favourite' | 'unfavourite' | 'bookmark' | 'unbookmark' | 'boost' | 'unboost' | 'reply' | 'view'
      post: number
    }
  | { do: 'liked' | 'shared' | 'deleted'; post: number }
  | { do: 'days'; days: number }
  | { do: 'prune' }
  | { do: 'forget' }

const post = fc.nat({ max: 11 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('arrive' as const),
      author: fc.constantFrom(0 as const, 1 as const),
      parent: fc.option(post),
      mentions: fc.constantFrom(true, false, false, false, false),
      visibility: fc.constantFrom('public' as const, 'public' as const, 'unlisted' as const, 'followers' as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom(
        ...(['favourite', 'unfavourite', 'bookmark', 'unbookmark', 'boost', 'unboost', 'reply', 'view'] as const),
      ),
      post,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('liked' as const, 'shared' as const, 'deleted' as const), post }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('days' as const), days: fc.constantFrom(1, 3, 20, 50, 100) }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom({ do: 'prune' as const }, { do: 'prune' as const }, { do: 'forget' as const }),
  },
)

class Story {
  readonly app: App
  readonly ana: Account
  readonly authors: [stranger: Account, friend: Account]
  readonly advance: (ms: number) => void
  /** What other servers have, as they would describe it. */
  readonly origin: Map<string, StatusDraft>
  /** All posts that ever arrived, by the id under which they must stay known. */
  readonly posts: { id: Id; uri: string }[] = []
  readonly used = { favourite: new Set<Id>(), bookmark: new Set<Id>(), boost: new Set<Id>() }

  constructor(
    world: { app: App; advance(ms: number): void },
    ana: Account,
    authors: [Account, Account],
    origin: Map<string, StatusDraft>,
  ) {
    this.app = world.app
    this.advance = (ms) => world.advance(ms)
    this.ana = ana
    this.authors = authors
    this.origin = origin
  }

  async take(step: Step): Promise<void> {
    if (step.do === 'arrive') return this.#arrive(step)
    if (step.do === 'days') return this.advance(step.days * DAY)
    if (step.do === 'prune') return this.#prune()
    if (step.do === 'forget') return forgetOldest(this.app, DROPPED_KEPT)
    const post = this.posts[step.post]
    if (post) await this.#act(step.do, post)
  }

  async #arrive({ author, parent, mentions, visibility }: Step & { do: 'arrive' }): Promise<void> {
    const named = parent === null ? undefined : this.posts[parent]
    const draft = draftBy(this.app, this.authors[author], {
      visibility,
      in_reply_to_uri: named?.uri ?? null,
      parent: named && (await findStatus(this.app, named.id)),
      mentions: mentions ? [{ account: this.ana, silent: false }] : [],
      tags: ['fish'],
      attachments: [remotePicture()],
    })
    this.origin.set(draft.uri, draft)
    const { status } = await this.app.transaction((tx) => storeStatus(tx, draft, 'delivery'))
    this.posts.push({ id: status.id, uri: status.uri })
  }

  /** What fails, fails because the post cannot be seen, was deleted, or is no longer remembered. */
  async #act(
    what: Exclude<Step['do'], 'arrive' | 'days' | 'prune' | 'forget'>,
    { id, uri }: { id: Id; uri: string },
  ): Promise<void> {
    const { app, ana } = this
    const stored = await findStatus(app, id)
    if (what === 'deleted') {
      this.origin.delete(uri)
      if (stored && !this.#isUsed(id)) await app.transaction((tx) => removeStatus(tx, stored, { via: 'delivery' }))
      return
    }
    if (what === 'liked' || what === 'shared') {
      if (!stored || stored.visibility === 'followers') return
      const name = `https://reef.test/${what}/${id}`
      const friend = this.authors[1]
      await (what === 'liked'
        ? favourite(app, friend, id, { uri: name })
        : boost(app, friend, id, { uri: name, via: 'delivery' }))
      return
    }
    const seen = await requireVisible(app, ana, id).catch(() => undefined)
    if (!seen) return
    assert.equal(seen.id, id)
    if (what === 'view') await loadStatuses(app, [id], ana)
    if (what === 'reply')
      await createStatus(app, ana, { text: 'yes', visibility: 'public', in_reply_to_id: id } as never)
    if (what === 'favourite') await favourite(app, ana, id).then(() => this.used.favourite.add(id))
    if (what === 'unfavourite') await unfavourite(app, ana, id).then(() => this.used.favourite.delete(id))
    if (what === 'bookmark') await bookmark(app, ana, id).then(() => this.used.bookmark.add(id))
    if (what === 'unbookmark') await unbookmark(app, ana, id).then(() => this.used.bookmark.delete(id))
    if (what === 'boost' && seen.visibility !== 'followers')
      await boost(app, ana, id).then(() => this.used.boost.add(id))
    if (what === 'unboost') await unboost(app, ana, id).then(() => this.used.boost.delete(id))
  }

  #isUsed(id: Id): boolean {
    return Object.values(this.used).some((ids) => ids.has(id))
  }

  async #prune(): Promise<void> {
    const { app } = this
    const before = await this.#rows()
    const kept = await this.#mustStay(before)
    const predicted = await cachedStatuses.prune(app, { isDryRun: true })
    const dropped = await cachedStatuses.prune(app)
    const after = await this.#rows()
    const left = new Set(after.map(({ id }) => id))
    for (const id of kept) assert.ok(left.has(id), `${id} must stay`)
    assert.equal(before.length - after.length, dropped)
    assert.equal(predicted, dropped, 'a dry run tells what goes')
    const remote = after.filter(({ local }) => !local)
    assert.ok(remote.length <= QUOTA || remote.every(({ id }) => kept.has(id)), `${remote.length} are too many`)
    const ttl = startOfDay(app.clock.now()) - app.config.cacheStatusDays * DAY
    const fresh = withAncestors(
      after.filter(({ viewed_at }) => (viewed_at ?? 0) >= ttl),
      after,
    )
    assert.ok(remote.every(({ id }) => kept.has(id) || fresh.has(id)))
    await this.#checkMemory(before.filter(({ id }) => !left.has(id)))
  }

  async #rows(): Promise<Status[]> {
    return this.app.db.selectFrom('statuses').selectAll().execute()
  }

  /** The rule, written down a second time. */
  async #mustStay(rows: Status[]): Promise<Set<Id>> {
    const now = this.app.clock.now()
    const [, friend] = this.authors
    const mentions = await this.app.db
      .selectFrom('mentions')
      .select('status_id')
      .where('account_id', '=', this.ana.id)
      .execute()
    const told = new Set(mentions.map((row) => row.status_id))
    const answered = new Set(
      rows.filter((row) => row.local && row.in_reply_to_id !== null).map((row) => row.in_reply_to_id),
    )
    const seeds = new Set(
      rows.filter(({ id, local }) => local || this.#isUsed(id) || told.has(id) || answered.has(id)).map(({ id }) => id),
    )
    const isRecent = (row: Status) => row.account_id === friend.id && row.created_at > now - RECENT_MS
    const kept = rows.filter((row) => {
      if (row.boost_of_id !== null) return false
      return (
        seeds.has(row.id) ||
        seeds.has(row.in_reply_to_id ?? 0) ||
        isRecent(row) ||
        (row.account_id === friend.id && row.visibility === 'followers') ||
        rows.some((boost) => boost.boost_of_id === row.id && isRecent(boost)) ||
        (row.viewed_at ?? 0) >= now - 2 * DAY
      )
    })
    const ids = withAncestors(kept, rows)
    for (const row of rows) if (row.local || ids.has(row.boost_of_id ?? 0)) ids.add(row.id)
    return ids
  }

  async #checkMemory(gone: Status[]): Promise<void> {
    const rows = await this.app.db.selectFrom('dropped_statuses').select(['id', 'uri']).execute()
    const known = new Map(rows.map((row) => [row.uri, row.id]))
    for (const { uri, id, visibility, boost_of_id } of gone)
      if (boost_of_id === null && visibility !== 'followers') assert.equal(known.get(uri), id)
  }

  /** To be called after each step. */
  async check(): Promise<void> {
    await checkOrphans(this.app)
    await checkCounters(this.app)
  }
}

/** A post stays as long as a reply to it does. */
function withAncestors(statuses: readonly Status[], all: readonly Status[]): Set<Id> {
  const byId = new Map(all.map((row) => [row.id, row]))
  const ids = new Set<Id>()
  for (const status of statuses)
    for (let up: Status | undefined = status; up; up = byId.get(up.in_reply_to_id ?? 0)) ids.add(up.id)
  return ids
}

/** Every column of any table that names a status. */
const STATUS_COLUMNS = Object.entries(tables).flatMap(([table, { columns }]) =>
  Object.keys(columns)
    .filter((name) => ['status_id', 'boost_of_id', 'in_reply_to_id'].includes(name))
    .map((name) => [table, name] as const),
)

async function checkOrphans({ db }: App): Promise<void> {
  for (const [table, column] of STATUS_COLUMNS) {
    const { rows } = await sql<{ id: Id }>`select ${sql.ref(column)} as id from ${sql.table(table)} as t
      where ${sql.ref(column)} is not null
      and not exists (select 1 from statuses as s where s.id = t.${sql.ref(column)})`.execute(db)
    assert.deepEqual(rows, [], `${table}.${column}`)
  }
}

/** Each counter counts rows, and dropped posts as long as they are remembered. */
async function checkCounters({ db }: App): Promise<void> {
  const { rows } = await sql<Record<string, number>>`select id,
      replies_count - (select count(*) from statuses r where r.in_reply_to_id = s.id and r.visibility in ('public', 'unlisted'))
        - (select count(*) from dropped_statuses d where d.parent_id = s.id) as replies,
      boosts_count - (select count(*) from statuses b where b.boost_of_id = s.id) as boosts,
      favourites_count - (select count(*) from favourites f where f.status_id = s.id) as favourites
    from statuses s`.execute(db)
  for (const { id, ...differences } of rows)
    assert.deepEqual({ id, ...differences }, { id, replies: 0, boosts: 0, favourites: 0 })
  const accounts = await sql<Record<string, number>>`select username,
      statuses_count - (select count(*) from statuses s where s.account_id = a.id)
        - (select count(*) from dropped_statuses d where d.account_id = a.id) as difference
    from accounts a where domain is not null`.execute(db)
  for (const { username, difference } of accounts.rows) assert.deepEqual([username, difference], [username, 0])
}

test('pruning keeps the quota, loses nothing that must stay, and leaves no loose ends', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const origin = new Map<string, StatusDraft>()
      const held: { app?: App } = {}
      await using world = await createTestApp({
        env: { ATOLL_CACHE_STATUSES: String(QUOTA) },
        reactions: {
          'status.created': [addToTimelines, notifyAboutStatus],
          'status.deleted': [removeFromTimelines],
          'status.favourited': [notifyFavourite],
        },
        remote: {
          recall: async (uri) => {
            const { app } = held
            const draft = origin.get(uri)
            if (!app || !draft) throw new Error('gone')
            const parent = await app.db
              .selectFrom('statuses')
              .selectAll()
              .where('uri', '=', draft.in_reply_to_uri ?? '')
              .executeTakeFirst()
            return (await app.transaction((tx) => storeStatus(tx, { ...draft, parent }, 'fetch'))).status
          },
        },
      })
      const { app } = world
      held.app = app
      const ana = await localAccount(app, 'ana')
      const authors: [Account, Account] = [
        await remoteAccount(app, 'bo@reef.test'),
        await remoteAccount(app, 'cy@reef.test'),
      ]
      await app.db
        .insertInto('follows')
        .values({ id: 1, account_id: ana.id, target_id: authors[1].id, created_at: 0 })
        .execute()
      const story = new Story(world, ana, authors, origin)
      for (const one of [...steps, { do: 'prune' } as const]) {
        await story.take(one)
        await story.check()
      }
    }),
    { numRuns: Number(process.env.RUNS ?? 25) },
  )
})
