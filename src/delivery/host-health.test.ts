import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../test/world/test-app.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../lib/durations.ts'
import {
  admit,
  CLAIMED_WAIT_MS,
  FORM_TTL_MS,
  formFor,
  hostAnswered,
  hostAsksToWait,
  hostFailed,
  hostHealth,
  hostIsAlive,
  hostPause,
  hostState,
  hostStates,
  isGivenUp,
} from './host-health.ts'

async function failTimes(app: Parameters<typeof hostFailed>[0], host: string, times: number) {
  const state = await hostState(app, host)
  for (let i = 0; i < times; i++) await hostFailed(app, state)
  return state
}

test('the breaker opens after failures in a row, lets one probe through, and closes on an answer (Q-05)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await failTimes(app, 'reef.test', 4)
  assert.equal(await admit(app, state), 0, 'still closed after four failures')
  await hostFailed(app, state)
  assert.ok((await admit(app, state)) > 0)
  test.advance(2 * MINUTE)
  assert.equal(await admit(app, state), 0, 'the probe')
  assert.equal(await admit(app, state), CLAIMED_WAIT_MS, 'the others wait for the probe')
  await hostAnswered(app, state, 'cavage')
  assert.equal(await admit(app, state), 0)
  assert.equal(state.failures, 0)
})

/** Runs `work` while the writes of host health fail. */
async function withoutTables({ db }: Parameters<typeof hostFailed>[0], work: () => Promise<void>): Promise<void> {
  for (const table of ['jobs', 'hosts']) await db.schema.alterTable(table).renameTo(`lost_${table}`).execute()
  await work()
  for (const table of ['jobs', 'hosts']) await db.schema.alterTable(`lost_${table}`).renameTo(table).execute()
}

test('after a failed write, the next delivery probes and the next answer closes the breaker (Q-05)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await failTimes(app, 'reef.test', 5)
  test.advance(2 * MINUTE)
  await withoutTables(app, () => assert.rejects(admit(app, state)))
  assert.equal(await admit(app, state), 0, 'the probe')
  await withoutTables(app, () => assert.rejects(hostAnswered(app, state)))
  assert.equal(await admit(app, state), 0, 'another probe: the breaker is still open')
  assert.equal(await admit(app, state), CLAIMED_WAIT_MS)
  await hostAnswered(app, state)
  assert.deepEqual([state.failures, await admit(app, state)], [0, 0])
})

test('late failures do not prolong the pause of an open breaker; a failed probe does (Q-05)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await failTimes(app, 'reef.test', 5)
  const until = state.pausedUntil
  await hostFailed(app, state)
  assert.equal(state.pausedUntil, until)
  test.advance(2 * MINUTE)
  assert.equal(await admit(app, state), 0)
  await hostFailed(app, state)
  assert.ok(hostPause(state, app.clock.now()) > 13 * SECOND, 'longer than the first time')
})

test('a host is given up after 30 days, until it sends an authenticated request (Q-06)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await failTimes(app, 'reef.test', 5)
  test.advance(29 * DAY)
  assert.equal(isGivenUp(state, app.clock.now()), false)
  test.advance(2 * DAY)
  assert.equal(isGivenUp(state, app.clock.now()), true)
  await hostIsAlive(app, 'reef.test')
  assert.equal(isGivenUp(state, app.clock.now()), false)
  assert.equal(await admit(app, state), 0)
})

test('waiting deliveries are due as soon as their host answers again (Q-06)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const now = app.clock.now()
  const row = { name: 'deliver', payload: '{}', created_at: now, lane: 'reef.test' }
  const jobs = [
    { id: 1, run_at: now, ...row },
    { id: 2, run_at: now + DAY, ...row },
  ]
  await app.db.insertInto('jobs').values(jobs).execute()
  const state = await failTimes(app, 'reef.test', 5)
  const due = () => app.db.selectFrom('jobs').select('id').where('run_at', '<=', app.clock.now()).execute()
  assert.deepEqual(await due(), [], 'postponed when the breaker opened')
  await hostAnswered(app, state)
  assert.equal((await due()).length, 2)
})

test('the state of a host survives a restart', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await failTimes(app, 'reef.test', 6)
  app.slot(hostHealth).clear()
  const again = await hostState(app, 'reef.test')
  assert.notEqual(again, state)
  assert.deepEqual([again.failures, again.pausedUntil], [state.failures, state.pausedUntil])
})

test('a pause that the host asks for postpones all of its deliveries, and is not a failure', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await hostState(app, 'reef.test')
  await hostAsksToWait(app, state, HOUR)
  assert.equal(await admit(app, state), HOUR)
  assert.equal(state.failingSince, null)
})

test('the form of signature that a host accepts is stored for a month (S-21)', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await hostState(app, 'reef.test')
  assert.equal(formFor(state, app.clock.now()), 'cavage')
  await hostAnswered(app, state, 'rfc9421')
  app.slot(hostHealth).clear()
  const again = await hostState(app, 'reef.test')
  assert.equal(formFor(again, app.clock.now()), 'rfc9421')
  test.advance(31 * DAY)
  assert.equal(formFor(again, app.clock.now()), 'cavage')
  await hostAnswered(app, again, 'rfc9421')
  assert.equal(formFor(again, app.clock.now()), 'rfc9421')
})

test('a delivery to a healthy host writes nothing, except once a month', async () => {
  await using test = await createTestApp()
  const { app } = test
  const state = await hostState(app, 'reef.test')
  const lastWrite = async () => (await app.db.selectFrom('hosts').select('last_ok_at').executeTakeFirst())?.last_ok_at
  await hostAnswered(app, state, 'cavage')
  const first = await lastWrite()
  test.advance(FORM_TTL_MS - 1)
  await hostAnswered(app, state, 'cavage')
  assert.equal(await lastWrite(), first)
  test.advance(1)
  await hostAnswered(app, state, 'cavage')
  assert.equal(await lastWrite(), app.clock.now())
})

test('made-up hosts do not grow memory without bound (R-112)', async () => {
  await using test = await createTestApp()
  const { app } = test
  for (let from = 0; from < 12_000; from += 4_000) {
    await hostStates(
      app,
      Array.from({ length: 4_000 }, (_, i) => `h${from + i}.test`),
    )
  }
  assert.ok(app.slot(hostHealth).size <= 10_000)
})
