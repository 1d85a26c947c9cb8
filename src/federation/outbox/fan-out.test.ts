import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { deleteAccount } from '../../core/accounts/delete.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { deleteStatus } from '../../core/statuses/delete.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { Worker } from '../../jobs/worker.ts'
import { reactions, runnableJobs } from '../../reactions.ts'
import { deliver } from './deliver.ts'
import { fanOutToInboxes } from './fan-out.ts'

/** More accounts than are read in a transaction, on more hosts than fit into two batches of deliveries. */
const MANY = 1_100
const AT_ONCE = 100

/** Remote accounts with the ids 1 to MANY, each on its own host. */
async function addPeers({ db }: App, more: (ids: number[]) => Promise<unknown>): Promise<void> {
  for (let id = 1; id <= MANY; id += AT_ONCE) {
    const ids = Array.from({ length: AT_ONCE }, (_, at) => id + at)
    const peer = { username: 'u', actor_type: 'Person' as const, created_at: 1, updated_at: 1 }
    const host = (n: number) => `h${n}.test`
    await db
      .insertInto('accounts')
      .values(ids.map((n) => ({ ...peer, id: n, domain: host(n), uri: `https://${host(n)}/u`, inbox_url: `https://${host(n)}/in` })))
      .execute() // biome-ignore format: one insert
    await more(ids)
  }
}

/** A local account that all of them follow. */
async function popularAccount(app: App): Promise<Account> {
  const ana = await localAccount(app, 'ana')
  await addPeers(app, (ids) =>
    app.db
      .insertInto('follows')
      .values(ids.map((id) => ({ id, account_id: id, target_id: ana.id, created_at: 1 })))
      .execute(),
  )
  return ana
}

/** Runs all jobs except deliveries until none is due. */
async function runJobs(app: App, jobs = runnableJobs): Promise<void> {
  const { db, slot, direct, dialect, clock, log, random } = app
  const parts = { app, db, slot, direct, dialect, clock, log, random, owner: 'test', schedule: [] }
  await using worker = new Worker({ ...parts, jobs: jobs.filter(({ name }) => name !== deliver.name) })
  await worker.drain()
}

async function deliveries(app: App): Promise<string[]> {
  const rows = await app.db.selectFrom('jobs').select('payload').where('name', '=', deliver.name).execute()
  return rows.map(({ payload }) => (payload as { inbox: string }).inbox).sort()
}

const everyInbox = Array.from({ length: MANY }, (_, at) => `https://h${at + 1}.test/in`).sort()

test('an interrupted fan-out goes on where it stopped: every server gets one delivery', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const ana = await popularAccount(app)
  await statusBy(app, ana, {}, 'local')
  let left = 2
  const killed: App = {
    ...app,
    remote: app.remote,
    transaction: (work) => (left-- === 0 ? Promise.reject(new Error('killed')) : app.transaction(work)),
  }
  const [job] = await app.db.selectFrom('jobs').selectAll().where('name', '=', fanOutToInboxes.name).execute()
  assert.ok(job)
  const run = { id: job.id, attempt: 1, createdAt: 0 }
  await assert.rejects(fanOutToInboxes.run(killed, fanOutToInboxes.payload.parse(job.payload), run), /killed/)
  const before = (await deliveries(app)).length
  assert.ok(before > 0 && before < MANY, `${before} deliveries`)
  await app.db.updateTable('jobs').set({ run_at: 0 }).where('id', '=', job.id).execute()
  await runJobs(app)
  assert.deepEqual(await deliveries(app), everyInbox)
})

test('each server gets the posts of a popular account in order, and one that it mentions gets them once', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const ana = await popularAccount(app)
  const mentioned = await findAccount(app, 1)
  assert.ok(mentioned)
  const mentions = [{ account: mentioned, silent: false }]
  const posts = [await statusBy(app, ana, {}, 'local'), await statusBy(app, ana, { mentions }, 'local')]
  await runJobs(app)
  assert.equal((await deliveries(app)).length, 2 * MANY)
  const rows = await app.db.selectFrom('jobs').select('payload').where('lane', '=', 'h1.test').orderBy('id').execute()
  assert.deepEqual(
    rows.map(({ payload }) => (payload as { about: string }).about),
    posts.map(({ uri }) => uri),
  )
})

test('the Delete of a popular post reaches every server that has it, although its interactions are purged', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const status = await statusBy(app, ana, {}, 'local')
  await addPeers(app, (ids) =>
    app.db
      .insertInto('favourites')
      .values(ids.map((id) => ({ id, account_id: id, status_id: status.id, created_at: 1 })))
      .execute(),
  )
  await deleteStatus(app, ana, status.id)
  // Whichever kind of job is looked for first, the purge waits for the fan-out.
  await runJobs(app, runnableJobs.toReversed())
  assert.deepEqual(await deliveries(app), everyInbox)
  assert.deepEqual(await app.db.selectFrom('favourites').selectAll().execute(), [])
})

test('the Delete of a popular account reaches every follower, although its follows are purged (A-14)', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const ana = await popularAccount(app)
  await deleteAccount(app, ana, { via: 'local' })
  await runJobs(app, runnableJobs.toReversed())
  assert.deepEqual(await deliveries(app), everyInbox)
  assert.deepEqual(await app.db.selectFrom('follows').selectAll().execute(), [])
})
