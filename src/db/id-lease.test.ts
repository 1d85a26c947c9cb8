import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../test/world/test-app.ts'
import type { App } from '../core/app.ts'
import { HOUR, SECOND } from '../lib/durations.ts'
import { createIds, ID_SLOTS, type Ids } from '../lib/ids.ts'
import { ID_LEASE_MS, IdLease, NoFreeSlot } from './id-lease.ts'

interface Process {
  lease: IdLease
  ids: Ids
}

let started = 0

/** The ids of another process on the same database. */
async function startProcess(
  { db, clock }: App,
  waited: () => void = () => {},
  onWait: () => void = () => {},
): Promise<Process> {
  const patient = { now: () => clock.now(), timer: () => () => {}, sleep: async () => waited() }
  const onError = (error: unknown) => assert.fail(String(error))
  const lease = new IdLease({ clock: patient, holder: `process ${++started}`, onWait, onError })
  await lease.take(db)
  return {
    lease,
    ids: createIds(
      () => clock.now(),
      Math.random,
      () => lease.range,
    ),
  }
}

test('each process has its own slot, and a slot that was given back is taken again', async () => {
  await using world = await createTestApp()
  const [one, two] = [await startProcess(world.app), await startProcess(world.app)]
  assert.notEqual(one.lease.range.slot, two.lease.range.slot)
  const { slot } = one.lease.range
  const last = one.ids.next()
  await one.lease.giveBack(one.ids)
  assert.throws(() => one.ids.next(), /no more ids/)
  world.advance(SECOND)
  const next = await startProcess(world.app)
  assert.equal(next.lease.range.slot, slot)
  assert.ok(next.ids.next() > last)
})

test('the slot of a killed process is free once its lease has ended, and not before', async () => {
  await using world = await createTestApp()
  const killed = await startProcess(world.app)
  world.advance(ID_LEASE_MS - 1)
  const early = await startProcess(world.app)
  assert.notEqual(early.lease.range.slot, killed.lease.range.slot)
  world.advance(1)
  assert.equal((await startProcess(world.app)).lease.range.slot, killed.lease.range.slot)
})

test('a lease that is renewed is kept, and one that was lost is replaced', async () => {
  await using world = await createTestApp()
  const one = await startProcess(world.app)
  const { slot } = one.lease.range
  world.advance(ID_LEASE_MS - 1)
  await one.lease.renew()
  world.advance(ID_LEASE_MS - 1)
  assert.notEqual((await startProcess(world.app)).lease.range.slot, slot)
  world.advance(HOUR)
  assert.ok(one.lease.isBehind)
  const made = [one.ids.next(), one.ids.next()]
  const thief = await startProcess(world.app)
  await startProcess(world.app)
  assert.equal(thief.lease.range.slot, slot, 'the slot of a process that was thought dead')
  made.push(thief.ids.next(), one.ids.next())
  await one.lease.renew()
  assert.notEqual(one.lease.range.slot, slot)
  made.push(thief.ids.next(), one.ids.next())
  assert.equal(new Set(made).size, made.length)
})

test('when all slots are taken, a process waits for one, and says so if none becomes free', async () => {
  await using world = await createTestApp()
  const processes: Process[] = []
  for (let slot = 0; slot < ID_SLOTS; slot++) processes.push(await startProcess(world.app))
  assert.equal(new Set(processes.map(({ lease }) => lease.range.slot)).size, ID_SLOTS)
  let waits = 0
  let announcements = 0
  const late = await startProcess(
    world.app,
    () => {
      waits++
      world.advance(SECOND)
    },
    () => announcements++,
  )
  assert.equal(announcements, 1)
  assert.equal(waits, ID_LEASE_MS / SECOND)
  assert.ok(!late.lease.isBehind)
  const renewed = () =>
    world.app.db
      .updateTable('id_leases')
      .set({ until: world.app.clock.now() + HOUR })
      .execute()
  await renewed()
  await assert.rejects(
    startProcess(world.app, () => world.advance(SECOND)),
    (error) => error instanceof NoFreeSlot && /24 other processes use this database/.test(error.message),
  )
})
