import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../test/world/test-app.ts'
import { DAY, HOUR, MINUTE } from '../lib/durations.ts'
import {
  admit,
  formFor,
  hostAnswered,
  hostAsksToWait,
  hostFailed,
  hostHealth,
  hostIsAlive,
  hostMemories,
  hostMemory,
  isGivenUp,
  PROBE_WAIT_MS,
  pauseOf,
} from './host-health.ts'

async function failTimes(app: Parameters<typeof hostFailed>[0], host: string, times: number) {
  const memory = await hostMemory(app, host)
  for (let i = 0; i < times; i++) await hostFailed(app, memory)
  return memory
}

test('Q-05 the breaker opens after failures in a row, lets one probe through, and closes on an answer', async () => {
  await using test = await createTestApp()
  const { app } = test
  const memory = await failTimes(app, 'reef.test', 4)
  assert.equal(await admit(app, memory), 0, 'four failures may be bad luck')
  await hostFailed(app, memory)
  assert.ok((await admit(app, memory)) > 0)
  test.advance(2 * MINUTE)
  assert.equal(await admit(app, memory), 0, 'the probe')
  assert.equal(await admit(app, memory), PROBE_WAIT_MS, 'the others wait for it')
  await hostAnswered(app, memory, 'cavage')
  assert.equal(await admit(app, memory), 0)
  assert.equal(memory.failures, 0)
})

test('Q-05 while the breaker is open, late failures do not prolong it; a failed probe does', async () => {
  await using test = await createTestApp()
  const { app } = test
  const memory = await failTimes(app, 'reef.test', 5)
  const until = memory.closedUntil
  await hostFailed(app, memory)
  assert.equal(memory.closedUntil, until)
  test.advance(2 * MINUTE)
  assert.equal(await admit(app, memory), 0)
  await hostFailed(app, memory)
  assert.ok(pauseOf(memory, app.clock.now()) > MINUTE, 'longer than the first time')
})

test('Q-06 a host is given up after 30 days and revived by its authenticated word', async () => {
  await using test = await createTestApp()
  const { app } = test
  const memory = await failTimes(app, 'reef.test', 5)
  test.advance(29 * DAY)
  assert.equal(isGivenUp(memory, app.clock.now()), false)
  test.advance(2 * DAY)
  assert.equal(isGivenUp(memory, app.clock.now()), true)
  await hostIsAlive(app, 'reef.test')
  assert.equal(isGivenUp(memory, app.clock.now()), false)
  assert.equal(await admit(app, memory), 0)
})

test('Q-06 what waited for a host goes as soon as it is alive again', async () => {
  await using test = await createTestApp()
  const { app } = test
  const now = app.clock.now()
  const row = { name: 'deliver', payload: '{}', created_at: now, lane: 'reef.test' }
  const jobs = [
    { id: 1, run_at: now, ...row },
    { id: 2, run_at: now + DAY, ...row },
  ]
  await app.db.insertInto('jobs').values(jobs).execute()
  const memory = await failTimes(app, 'reef.test', 5)
  const due = () => app.db.selectFrom('jobs').select('id').where('run_at', '<=', app.clock.now()).execute()
  assert.deepEqual(await due(), [], 'set aside when the breaker opened')
  await hostAnswered(app, memory)
  assert.equal((await due()).length, 2)
})

test('what a host was remembered for survives a restart', async () => {
  await using test = await createTestApp()
  const { app } = test
  const memory = await failTimes(app, 'reef.test', 6)
  app.slot(hostHealth).clear()
  const again = await hostMemory(app, 'reef.test')
  assert.notEqual(again, memory)
  assert.deepEqual([again.failures, again.closedUntil], [memory.failures, memory.closedUntil])
})

test('a pause that the host asks for holds all of its deliveries, and is no failure', async () => {
  await using test = await createTestApp()
  const { app } = test
  const memory = await hostMemory(app, 'reef.test')
  await hostAsksToWait(app, memory, HOUR)
  assert.equal(await admit(app, memory), HOUR)
  assert.equal(memory.failingSince, null)
})

test('S-21 the signature that a host understood is remembered, and asked again after a month', async () => {
  await using test = await createTestApp()
  const { app } = test
  const memory = await hostMemory(app, 'reef.test')
  assert.equal(formFor(memory, app.clock.now()), 'cavage')
  await hostAnswered(app, memory, 'rfc9421')
  app.slot(hostHealth).clear()
  const again = await hostMemory(app, 'reef.test')
  assert.equal(formFor(again, app.clock.now()), 'rfc9421')
  test.advance(31 * DAY)
  assert.equal(formFor(again, app.clock.now()), 'cavage')
  await hostAnswered(app, again, 'rfc9421')
  assert.equal(formFor(again, app.clock.now()), 'rfc9421')
})

test('a delivery to a healthy host writes nothing', async () => {
  await using test = await createTestApp()
  const { app } = test
  const memory = await hostMemory(app, 'reef.test')
  await hostAnswered(app, memory, 'cavage')
  assert.deepEqual(await app.db.selectFrom('hosts').selectAll().execute(), [])
})

test('R-112 a million made-up hosts do not grow the memory', async () => {
  await using test = await createTestApp()
  const { app } = test
  for (let from = 0; from < 12_000; from += 4_000) {
    await hostMemories(
      app,
      Array.from({ length: 4_000 }, (_, i) => `h${from + i}.test`),
    )
  }
  assert.ok(app.slot(hostHealth).size <= 10_000)
})
