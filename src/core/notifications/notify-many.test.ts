import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount, remoteAccount } from '../../../test/world/accounts.ts'
import { statusBy } from '../../../test/world/statuses.ts'
import { createTestApp, type TestApp } from '../../../test/world/test-app.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Job } from '../../jobs/job.ts'
import { SECOND } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { applyEdit } from '../edits/apply-edit.ts'
import { removeStatus } from '../statuses/delete.ts'
import { purgeStatus } from '../tombstones/purge.ts'
import { NOTIFIED_PER_BATCH } from './candidates.ts'
import { notifyRest } from './notify-many.ts'
import { notifyAboutEdit, notifyAboutStatus } from './status-notifications.ts'

/** Two full batches and a rest. */
const MANY = 2 * NOTIFIED_PER_BATCH + 100
const FIRST = 1_000
const INSERTED_AT_ONCE = 500
const reactions = { 'status.created': [notifyAboutStatus], 'status.edited': [notifyAboutEdit] }

async function insertMany(count: number, insert: (numbers: number[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += INSERTED_AT_ONCE)
    await insert(Array.from({ length: Math.min(INSERTED_AT_ONCE, count - from) }, (_, at) => FIRST + from + at))
}

/** Users whose accounts have the ids from FIRST on. */
async function addUsers({ db }: App): Promise<void> {
  const user = { active_at: 0, created_at: 0, approved_at: 0 }
  await insertMany(MANY, (ids) =>
    db
      .insertInto('users')
      .values(ids.map((id) => ({ ...user, id, account_id: id })))
      .execute(),
  )
}

async function addSubscribers({ db }: App, author: Account): Promise<void> {
  const follow = { target_id: author.id, notifies: true, created_at: 0 }
  await insertMany(MANY, (ids) =>
    db
      .insertInto('follows')
      .values(ids.map((id) => ({ ...follow, id, account_id: id })))
      .execute(),
  )
}

async function addBoosts({ db }: App, status: Status): Promise<void> {
  const { id: _, uri: __, ...rest } = status
  const boost = { ...rest, boost_of_id: status.id, emojis: '[]' as never }
  await insertMany(MANY, (ids) =>
    db
      .insertInto('statuses')
      .values(ids.map((id) => ({ ...boost, id, uri: `boost ${id}`, account_id: id })))
      .execute(),
  )
  await db.updateTable('statuses').set({ boosts_count: MANY }).where('id', '=', status.id).execute()
}

function notifications({ db }: App) {
  return db.selectFrom('notifications').selectAll().orderBy('id').execute()
}

/** Runs the waiting job of this name. @param app a broken one, to interrupt it */
async function runJob<P>(app: App, job: Job<P, App>): Promise<void> {
  const rows = await app.db.selectFrom('jobs').selectAll().where('name', '=', job.name).execute()
  assert.equal(rows.length, 1)
  for (const { id, payload } of rows) await job.run(app, payload as P, { id, attempt: 1, createdAt: 0 })
}

/** An App whose process is killed after this many more transactions. */
function killedAfter(app: App, transactions: number): App {
  let left = transactions
  return {
    ...app,
    remote: app.remote,
    transaction: (work) => {
      if (left-- === 0) throw new Error('killed')
      return app.transaction(work)
    },
  }
}

/** The ids of the notifications that the events announced. */
async function announced({ app, events }: TestApp): Promise<Id[]> {
  const ranges = events.flatMap((one) => (one.event === 'notifications.created' ? [one.ids] : []))
  const rows = (await notifications(app)).map(({ id }) => id)
  return ranges.flatMap(({ first_id, last_id }) => rows.filter((id) => id >= first_id && id <= last_id))
}

test('all subscribers are notified once, in the order of their follows, although the job is interrupted', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  await addUsers(app)
  await addSubscribers(app, bo)
  const status = await statusBy(app, bo)
  assert.equal((await notifications(app)).length, NOTIFIED_PER_BATCH)
  await assert.rejects(runJob(killedAfter(app, 1), notifyRest), /killed/)
  assert.equal((await notifications(app)).length, 2 * NOTIFIED_PER_BATCH)
  await runJob(app, notifyRest)
  const rows = await notifications(app)
  assert.deepEqual(
    rows.map((row) => row.account_id),
    Array.from({ length: MANY }, (_, at) => FIRST + at),
  )
  assert.ok(rows.every((row) => row.status_id === status.id && row.from_account_id === bo.id && row.type === 'status'))
  assert.deepEqual(
    await announced(world),
    rows.map((row) => row.id),
  )
  assert.deepEqual(await app.db.selectFrom('jobs').selectAll().execute(), [])
})

test('a mentioned subscriber gets only the mention, and a direct post notifies no subscriber', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const [ana, cy] = [await localAccount(app, 'ana'), await localAccount(app, 'cy')]
  const bo = await remoteAccount(app, 'bo@reef.test')
  for (const { id } of [ana, cy])
    await app.db
      .insertInto('follows')
      .values({ id, account_id: id, target_id: bo.id, notifies: true, created_at: 0 })
      .execute()
  const mentions = [{ account: ana, silent: false }]
  await statusBy(app, bo, { mentions })
  await statusBy(app, bo, { mentions, visibility: 'direct' })
  const rows = (await notifications(app)).map(({ account_id, type }) => [account_id, type])
  assert.deepEqual(
    rows.sort(),
    [
      [ana.id, 'mention'],
      [ana.id, 'mention'],
      [cy.id, 'status'],
    ].sort(),
  )
})

test('an edit notifies everybody who boosted the post, and the next edit replaces it', async () => {
  await using world = await createTestApp({ reactions })
  const { app, advance } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  await addUsers(app)
  const status = await statusBy(app, bo)
  await addBoosts(app, status)
  for (const text of ['one', 'two']) {
    advance(2 * SECOND)
    const options = { via: 'delivery', editedAt: app.clock.now() } as const
    await app.transaction((tx) => applyEdit(tx, status, { content: text }, options))
    await runJob(app, notifyRest)
  }
  const rows = await notifications(app)
  assert.deepEqual(
    rows.map((row) => row.account_id),
    Array.from({ length: MANY }, (_, at) => FIRST + at),
  )
  assert.ok(rows.every((row) => row.type === 'update' && row.created_at === app.clock.now()))
})

test('a post that is deleted while its subscribers are being notified leaves no notification', async () => {
  await using world = await createTestApp({ reactions })
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  await addUsers(app)
  await addSubscribers(app, bo)
  const status = await statusBy(app, bo)
  await assert.rejects(runJob(killedAfter(app, 1), notifyRest), /killed/)
  await app.transaction((tx) => removeStatus(tx, status, { via: 'delivery' }))
  const left = (await notifications(app)).length
  assert.ok(left > 0 && left < 2 * NOTIFIED_PER_BATCH, `${left} are left for the job`)
  await runJob(app, notifyRest)
  await runJob(app, purgeStatus)
  assert.deepEqual(await notifications(app), [])
})
