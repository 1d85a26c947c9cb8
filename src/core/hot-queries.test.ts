/**
 * The queries of every request and every received post must use an index, in both databases, so that they stay fast as
 * the tables grow. The test runs a scenario, records its queries and has the database explain them. A full table scan
 * fails.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CompiledQuery, type KyselyPlugin, type RootOperationNode, sql } from 'kysely'
import { localAccount, remoteAccount } from '../../test/world/accounts.ts'
import { remotePicture } from '../../test/world/attachments.ts'
import { statusBy } from '../../test/world/statuses.ts'
import { createTestApp, type TestApp } from '../../test/world/test-app.ts'
import { compiledQueries } from '../db/query-cache.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { App } from './app.ts'
import { loadHistory } from './edits/history.ts'
import { boost } from './interactions/boost.ts'
import { favourite } from './interactions/favourite.ts'
import { listBookmarks, listBoostedBy, listFavouritedBy, listFavourites } from './interactions/lists.ts'
import { listNotifications } from './notifications/find.ts'
import { notifyAboutStatus, notifyBoost } from './notifications/status-notifications.ts'
import { findFollow, listFollowers } from './relationships/find.ts'
import { follow } from './relationships/follow.ts'
import { search } from './search/search.ts'
import { createStatus } from './statuses/create.ts'
import { findStatusByUri } from './statuses/find.ts'
import { loadStatuses } from './statuses/view.ts'
import { loadThread } from './threads/thread.ts'
import { accountTimeline } from './timelines/account.ts'
import { addToTimelines } from './timelines/add.ts'
import { homeTimeline } from './timelines/home.ts'
import { publicTimeline } from './timelines/public.ts'
import { tagTimeline } from './timelines/tag.ts'

/** The scenario must run at least this many queries, or the test proves nothing. */
const ENOUGH = 40
const PAGES = [{ limit: 20 }, { limit: 20, maxId: 9 }, { limit: 20, minId: 1 }]

/** Records every query that is built while the scenario runs. */
function watch(app: App): { app: App; nodes: RootOperationNode[] } {
  const nodes: RootOperationNode[] = []
  const plugin: KyselyPlugin = {
    transformQuery({ node }) {
      nodes.push(node)
      return node
    },
    transformResult: async ({ result }) => result,
  }
  return { app: { ...app, db: app.db.withPlugin(plugin), remote: app.remote }, nodes }
}

async function runScenario({ app }: TestApp): Promise<RootOperationNode[]> {
  const [ana, bo] = [await localAccount(app, 'ana'), await remoteAccount(app, 'bo@reef.test')]
  await follow(app, ana, bo)
  const post = await statusBy(app, bo, { tags: ['coral'], visibility: 'public', attachments: [remotePicture()] })
  await statusBy(app, bo, { visibility: 'followers', parent: post, mentions: [{ account: ana, silent: false }] })
  await createStatus(app, ana, { text: 'hello @bo@reef.test', in_reply_to_id: post.id })
  await favourite(app, ana, post.id)
  await boost(app, ana, post.id)
  const watched = watch(app)
  await read(watched.app, ana, bo, post.uri)
  return watched.nodes
}

async function read(app: App, ana: Account, bo: Account, uri: string): Promise<void> {
  const post = await findStatusByUri(app, uri)
  assert.ok(post)
  for (const page of PAGES) {
    for (const viewer of [ana, undefined]) {
      const all = await publicTimeline(app, {}, viewer, page)
      await publicTimeline(app, { local: true }, viewer, page)
      await publicTimeline(app, { onlyMedia: true }, viewer, page)
      await tagTimeline(app, 'coral', { local: true }, viewer, page)
      await accountTimeline(app, bo, viewer, {}, page)
      await accountTimeline(app, bo, viewer, { excludeReplies: true, excludeReblogs: true, onlyMedia: true }, page)
      await accountTimeline(app, bo, viewer, { pinned: true, tagged: 'coral' }, page)
      await loadStatuses(app, all, viewer)
    }
    await loadHistory(app, post)
    await homeTimeline(app, ana, page)
    await listNotifications(app, ana, { excludeTypes: ['follow'], accountId: bo.id }, page)
    await Promise.all([listFavourites, listBookmarks].map((list) => list(app, ana, page)))
    await Promise.all([listFavouritedBy, listBoostedBy].map((list) => list(app, post, page)))
    await listFollowers(app, bo, page)
  }
  await findFollow(app, ana.id, bo.id)
  await loadThread(app, post, ana)
  for (const q of ['bo', '#coral', '@bo@reef.test', uri])
    await search(app, ana, { q, resolve: false, following: q === 'bo', limit: 20, offset: 0 })
}

/** The database's plan for a query, one step per line. The plan does not depend on the values. */
async function explain(app: App, { sql: text, parameters }: CompiledQuery): Promise<string[]> {
  const values = parameters.map(() => '1')
  return app.db.transaction().execute(async (db) => {
    const isPostgres = app.dialect.name === 'postgres'
    // PostgreSQL scans small tables. Without sequential scans it shows the plan for large ones.
    if (isPostgres) await sql`set local enable_seqscan = off`.execute(db)
    const { rows } = await db.executeQuery<Record<string, string>>(
      CompiledQuery.raw(`explain ${isPostgres ? '' : 'query plan '}${text}`, values),
    )
    return rows.map((row) => String(row.detail ?? row['QUERY PLAN']))
  })
}

/** In SQLite, `SCAN f` without `USING … INDEX`. A temporary table of the query itself may be scanned. */
function isFullScan(step: string): boolean {
  if (/Seq Scan on /.test(step)) return true
  const [, table = '', rest = ''] = /^SCAN (\S+)(.*)$/.exec(step) ?? []
  return table !== '' && !MADE_BY_QUERY.test(table) && !/USING (COVERING )?INDEX/.test(rest)
}
const MADE_BY_QUERY = /^(CONSTANT|above|near|found|awaited|\(subquery-\d+\))$/

test('every hot query uses an index', async () => {
  const hot = { 'status.created': [addToTimelines, notifyAboutStatus, notifyBoost] }
  await using world = await createTestApp({ reactions: hot })
  const { app } = world
  const nodes = await runScenario(world)
  const executor = app.db.getExecutor()
  const built = nodes.map((node) => executor.compileQuery(node, { queryId: 'explained' }))
  const queries = new Map([...built, ...app.slot(compiledQueries).all()].map((query) => [query.sql, query]))
  assert.ok(queries.size >= ENOUGH, `only ${queries.size} queries were seen`)
  const fullScans: string[] = []
  for (const query of queries.values()) {
    const plan = await explain(app, query)
    if (plan.some(isFullScan)) fullScans.push(`${query.sql}\n  ${plan.join('\n  ')}`)
  }
  assert.deepEqual(fullScans, [])
})
