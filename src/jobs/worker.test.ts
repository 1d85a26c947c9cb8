import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { createTestApp, type TestApp } from '../../test/world/test-app.ts'
import type { App } from '../core/app.ts'
import { batchJob } from '../core/batch-job.ts'
import { MINUTE, SECOND } from '../lib/durations.ts'
import { doubling, GiveUp, job, RetryLater, type RunnableJob } from './job.ts'
import { Worker } from './worker.ts'

const options = {
  payload: z.object({ n: z.number() }),
  attempts: 3,
  backoff: doubling(SECOND, { max: MINUTE, jitter: 0 }),
  concurrency: 4,
}

function workerFor({ app }: TestApp, jobs: readonly RunnableJob<App>[], owner = 'test') {
  const { db, slot, dialect, clock, log } = app
  return new Worker({ app, db, slot, dialect, clock, log, random: () => 0.5, owner, jobs, schedule: [] })
}
const left = ({ app }: TestApp) => app.db.selectFrom('jobs').selectAll().orderBy('id').execute()

test('a job exists if and only if its transaction commits (Q-01)', async () => {
  await using world = await createTestApp()
  const seen: number[] = []
  const note = job<{ n: number }, App>('note', options, async (_, { n }) => void seen.push(n))
  const worker = workerFor(world, [note])
  await world.app.transaction((tx) => tx.enqueue(note, [{ n: 1 }, { n: 2 }]))
  await assert.rejects(
    world.app.transaction(async (tx) => {
      await tx.enqueue(note, { n: 3 })
      throw new Error('rolled back')
    }),
  )
  await worker.drain()
  assert.deepEqual(seen.sort(), [1, 2])
  assert.deepEqual(await left(world), [])
})

test('a failing job is retried, and parked after its last attempt (Q-04, Q-09)', async () => {
  await using world = await createTestApp()
  let tries = 0
  const broken = job<{ n: number }, App>('broken', options, async () => {
    tries++
    throw new Error('on purpose')
  })
  const worker = workerFor(world, [broken])
  await world.app.transaction((tx) => tx.enqueue(broken, { n: 1 }))
  await worker.drain()
  assert.equal(tries, 1)
  world.advance(SECOND)
  await worker.drain()
  assert.equal(tries, 2)
  world.advance(2 * SECOND)
  await worker.drain()
  assert.equal(tries, 3)
  const [row] = await left(world)
  assert.equal(row?.last_error, 'on purpose')
  assert.ok(row?.dead_at)
})

test('a job whose worker died runs again when its lease ends (Q-03)', async () => {
  await using world = await createTestApp()
  const seen: number[] = []
  const note = job<{ n: number }, App>('note', options, async (_, { n }) => void seen.push(n))
  await world.app.transaction((tx) => tx.enqueue(note, { n: 1 }))
  await world.app.db
    .updateTable('jobs')
    .set({ leased_by: 'dead', run_at: world.app.clock.now() + 2 * MINUTE, attempts: 1 })
    .execute()
  const worker = workerFor(world, [note])
  await worker.drain()
  assert.deepEqual(seen, [])
  world.advance(2 * MINUTE)
  await worker.drain()
  assert.deepEqual(seen, [1])
})

test('jobs with the same order key keep their order, and one lane cannot occupy all workers (Q-05)', async () => {
  await using world = await createTestApp()
  const order: number[] = []
  let running = 0
  let most = 0
  const ordered = job<{ n: number }, App>(
    'ordered',
    { ...options, inOrder: () => 'same', lane: () => 'slow.test', perLane: 2 },
    async (_, { n }) => void order.push(n),
  )
  const limited = job<{ n: number }, App>('limited', { ...options, lane: () => 'slow.test', perLane: 2 }, async () => {
    most = Math.max(most, ++running)
    await new Promise((resolve) => setImmediate(resolve))
    running--
  })
  const worker = workerFor(world, [ordered, limited])
  const payloads = Array.from({ length: 12 }, (_, n) => ({ n }))
  await world.app.transaction(async (tx) => {
    await tx.enqueue(ordered, payloads)
    await tx.enqueue(limited, payloads)
  })
  await worker.drain()
  assert.deepEqual(
    order,
    payloads.map(({ n }) => n),
  )
  assert.equal(most, 2)
})

test('first attempts with the same key are made in order by all workers, and a retry lets later ones pass', async () => {
  await using world = await createTestApp()
  const begun: string[] = []
  const told = job<{ n: number }, App>(
    'told',
    { ...options, firstInOrder: ({ n }) => (n % 2 === 0 ? 'even' : undefined) },
    async (_, { n }, { attempt }) => {
      begun.push(`${n}`)
      await new Promise((resolve) => setTimeout(resolve, 10 - n))
      if (n === 4 && attempt === 1) throw new RetryLater(SECOND, 'busy')
    },
  )
  const workers = [workerFor(world, [told], 'one'), workerFor(world, [told], 'two')] as const
  await world.app.transaction((tx) =>
    tx.enqueue(
      told,
      Array.from({ length: 10 }, (_, n) => ({ n })),
    ),
  )
  const drain = async () => {
    while ((await Promise.all(workers.map((worker) => worker.drain()))).some((ran) => ran > 0));
  }
  await drain()
  assert.deepEqual(
    begun.filter((n) => Number(n) % 2 === 0),
    ['0', '2', '4', '6', '8'],
  )
  world.advance(SECOND)
  await drain()
  assert.deepEqual([begun.length, begun.at(-1)], [11, '4'])
  assert.deepEqual(await left(world), [])
})

test('a job that gives up is deleted, and one that waits for another server uses no attempt', async () => {
  await using world = await createTestApp()
  const hopeless = job<{ n: number }, App>('hopeless', options, async () => {
    throw new GiveUp('no such host')
  })
  const waiting = job<{ n: number }, App>('waiting', options, async () => {
    throw new RetryLater(5000, 'not yet', { countsAsAttempt: false })
  })
  const worker = workerFor(world, [hopeless, waiting])
  await world.app.transaction(async (tx) => {
    await tx.enqueue(hopeless, { n: 1 })
    await tx.enqueue(waiting, { n: 1 })
  })
  await worker.drain()
  const rows = await left(world)
  assert.deepEqual(
    rows.map((row) => [row.name, row.attempts]),
    [['waiting', 0]],
  )
})

test('a worker refuses to start if it does not know a stored job', async () => {
  await using world = await createTestApp()
  const note = job<{ n: number }, App>('note', options, async () => {})
  await world.app.transaction((tx) => tx.enqueue(note, { n: 1 }))
  await assert.rejects(workerFor(world, []).start(), /does not know: note/)
})

test('a job in batches ends after a batch if the server stops, and goes on after the next start', async () => {
  await using world = await createTestApp()
  const seen: number[] = []
  let stopped: PromiseLike<void> | undefined
  const count = batchJob<{ n: number }>('count', options, async (_, { n }) => {
    seen.push(n)
    if (n === 2) stopped = worker[Symbol.asyncDispose]()
    return n < 4 ? { n: n + 1 } : undefined
  })
  const worker = workerFor(world, [count])
  await world.app.transaction((tx) => tx.enqueue(count, { n: 1 }))
  await worker.drain()
  await stopped
  assert.deepEqual(seen, [1, 2])
  assert.deepEqual(
    (await left(world)).map(({ payload, leased_by }) => [payload, leased_by]),
    [[{ n: 3 }, null]],
  )
  await workerFor(world, [count]).drain()
  assert.deepEqual(seen, [1, 2, 3, 4])
})
