import assert from 'node:assert/strict'
import { createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import { createKeyPool } from '../../../test/world/key-pool.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { signedRequestOf } from '../../activitypub/signatures/signed-request.ts'
import { checkBody, checkSignature, readSignature } from '../../activitypub/signatures/verify-request.ts'
import type { App } from '../../core/app.ts'
import { refuseBlocked } from '../../core/domains/refuse-blocked.ts'
import { storeUser } from '../../core/users/create.ts'
import { WAITING_FOR_HOST } from '../../delivery/deliver.ts'
import { FORM_TTL_MS, hostState } from '../../delivery/host-health.ts'
import { GiveUp, RetryLater } from '../../jobs/job.ts'
import { Worker } from '../../jobs/worker.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../../lib/durations.ts'
import { FetchError } from '../../lib/http/fetch-error.ts'
import { type OutgoingRequest, outgoingResponse } from '../../lib/http/outgoing.ts'
import { readWebRequest } from '../../lib/http-server/web-standard.ts'
import { deliver } from './deliver.ts'

const INBOX = 'https://reef.test/inbox'

interface Received {
  request: OutgoingRequest
  headers: Record<string, string>
}
type Answer = number | { status: number; headers: Record<string, string> } | FetchError

/** A server with one activity to deliver. `answer` plays the remote servers. */
async function createSender(answer: (received: Received, count: number) => Answer | Promise<Answer>) {
  const test = await createTestApp()
  const received: Received[] = []
  const fetch: App['fetch'] = async (request) => {
    const url = new URL(request.url)
    await request.beforeHop?.(url)
    const { method = 'GET', headers = {}, body } = request
    const signed = await request.sign?.({ method, url, headers, body })
    const one = { request, headers: { ...headers, ...signed } }
    received.push(one)
    const given = await answer(one, received.length)
    if (given instanceof FetchError) throw given
    const parts = typeof given === 'number' ? { status: given, headers: {} } : given
    return outgoingResponse({ ...parts, url: request.url, body: new Uint8Array() })
  }
  const app: App = { ...test.app, fetch: refuseBlocked(test.app, fetch) }
  const keys = { rsa: await createKeyPool().rsa(), ed25519: await createKeyPool().ed25519() }
  const { account } = await app.transaction((tx) =>
    storeUser(tx, { input: { username: 'ana' }, passwordHash: null, keys }),
  )
  const outbox_id = app.ids.next()
  const body = '{"type":"Create"}'
  await app.db
    .insertInto('outbox')
    .values({ id: outbox_id, uri: 'u', account_id: account.id, type: 'Create', object_uri: 'o', body, created_at: 0 })
    .execute()
  const run = (attempt = 1, ageMs = 0, inbox = INBOX) =>
    deliver.run(app, { inbox, outbox_id, about: 'o' }, { id: 1, attempt, createdAt: app.clock.now() - ageMs })
  return { test, app, received, run, keys, outbox_id, [Symbol.asyncDispose]: () => test[Symbol.asyncDispose]() }
}

async function caught(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
  } catch (error) {
    return error
  }
  return assert.fail('an error was expected')
}

test('a delivery is signed by its author over target, host, date, digest and content type (S-01)', async () => {
  await using sender = await createSender(() => 202)
  await sender.run()
  const [{ headers, request } = assert.fail()] = sender.received
  assert.match(headers.signature ?? '', /headers="\(request-target\) host date digest content-type"/)
  const arrived = new Request(INBOX, { method: 'POST', headers: { ...headers, host: 'reef.test' } })
  const signed = signedRequestOf(readWebRequest(arrived), 'https://reef.test')
  const read = readSignature(signed, sender.app.clock.now())
  assert.ok(read.form === 'cavage', JSON.stringify(read))
  assert.equal(checkBody(signed, read, request.body as Uint8Array), undefined)
  assert.ok(checkSignature(read, createPublicKey(sender.keys.rsa.publicPem)))
})

test('after a 401 the other signature form is tried and remembered (S-21)', async () => {
  await using sender = await createSender(({ headers }) => (headers['signature-input'] ? 202 : 401))
  await sender.run()
  assert.equal(sender.received.length, 2)
  await sender.run()
  assert.equal(sender.received.length, 3, 'the second delivery uses the remembered form')
})

test('a 400 of a server that has accepted a signature is about the activity, so nothing is sent twice (S-21)', async () => {
  let answer = 400
  await using sender = await createSender(() => answer)
  assert.ok((await caught(sender.run())) instanceof GiveUp)
  assert.equal(sender.received.length, 2, 'an unknown server may have meant the signature')
  answer = 202
  await sender.run()
  answer = 400
  assert.ok((await caught(sender.run())) instanceof GiveUp)
  assert.equal(sender.received.length, 4)
  sender.test.advance(FORM_TTL_MS)
  assert.ok((await caught(sender.run())) instanceof GiveUp)
  assert.equal(sender.received.length, 6, 'after a month it may have forgotten how')
})

test('a delivery refused with 401 in both forms is retried later, but not forever (Q-04)', async () => {
  await using sender = await createSender(() => 401)
  const error = await caught(sender.run())
  assert.ok(error instanceof RetryLater && error.countsAsAttempt)
  assert.ok((await caught(sender.run(deliver.attempts, 9 * DAY))) instanceof GiveUp)
})

test('retries last at least seven days, whatever the jitter (Q-04)', () => {
  let waited = 0
  for (let attempt = 1; attempt < deliver.attempts; attempt++) waited += deliver.backoff(attempt, () => 0)
  assert.ok(waited >= 7 * DAY, `${waited / DAY} days`)
  assert.ok(Math.abs(deliver.backoff(1, () => 0.5) - 10 * SECOND) < 1)
  assert.ok(deliver.backoff(20, () => 1) <= DAY * 0.625)
})

test('retries last at least seven days when the host always asks for a short wait (Q-04)', async () => {
  for (const status of [429, 502, 503]) {
    await using sender = await createSender(() => ({ status, headers: { 'retry-after': '1' } }))
    let waited = 0
    for (let attempt = 1; attempt < deliver.attempts; ) {
      const error = await caught(sender.run(attempt, waited))
      assert.ok(error instanceof RetryLater)
      if (error.countsAsAttempt) attempt++
      waited += error.afterMs
      sender.test.advance(error.afterMs)
    }
    assert.ok(waited >= 7 * DAY, `${status}: ${waited / DAY} days`)
  }
})

test('a delivery whose attempts are used up in a day, since its host came and went, is not given up (Q-04)', async () => {
  await using sender = await createSender(() => 500)
  const error = await caught(sender.run(deliver.attempts, DAY))
  assert.ok(error instanceof RetryLater && !error.countsAsAttempt && error.afterMs > HOUR)
})

test('410 ends a delivery at once (Q-04)', async () => {
  await using sender = await createSender(() => 410)
  assert.ok((await caught(sender.run())) instanceof GiveUp)
})

test('a silent host is paused after five failures, and a waiting delivery does not count as tried (Q-05)', async () => {
  await using sender = await createSender(() => new FetchError('timeout', 'reef.test', 'too slow'))
  for (let i = 0; i < 5; i++) assert.ok((await caught(sender.run())) instanceof RetryLater)
  const error = await caught(sender.run())
  assert.ok(error instanceof RetryLater && !error.countsAsAttempt && error.message === WAITING_FOR_HOST)
  assert.equal(sender.received.length, 5)
})

test('a Retry-After of an hour is obeyed (case 67)', async () => {
  await using sender = await createSender(() => ({ status: 429, headers: { 'retry-after': '3600' } }))
  const error = await caught(sender.run())
  assert.ok(error instanceof RetryLater && error.afterMs === HOUR)
  const next = await caught(sender.run())
  assert.ok(next instanceof RetryLater && next.afterMs === HOUR && !next.countsAsAttempt)
})

test('a waiting delivery is dropped if its host is blocked meanwhile (R-130)', async () => {
  await using sender = await createSender(() => 202)
  await sender.app.db.insertInto('domain_blocks').values({ domain: 'reef.test', created_at: 1 }).execute()
  assert.ok((await caught(sender.run())) instanceof GiveUp)
  assert.equal(sender.received.length, 0)
})

test('an internal error during a probe ends the probe', async () => {
  await using sender = await createSender((_, count) => {
    if (count <= 5) return 500
    throw new TypeError('a bug')
  })
  for (let i = 0; i < 5; i++) await caught(sender.run())
  sender.test.advance(2 * MINUTE)
  assert.ok((await caught(sender.run())) instanceof TypeError)
  assert.equal((await hostState(sender.app, 'reef.test')).probing, false)
})

test('a slow host uses only its share of workers and does not delay other hosts (Q-05)', async () => {
  let release = () => {}
  const slow = new Promise<void>((resolve) => {
    release = resolve
  })
  await using sender = await createSender(async ({ request }) => {
    if (request.url.includes('slow.test')) await slow
    return 202
  })
  const { app, outbox_id } = sender
  await app.transaction(async (tx) => {
    for (let i = 0; i < 100; i++) await tx.enqueue(deliver, { inbox: `https://slow.test/${i}`, outbox_id, about: 'o' })
    for (let i = 0; i < 100; i++) await tx.enqueue(deliver, { inbox: `https://h${i}.test/`, outbox_id, about: 'o' })
  })
  const { db, slot, dialect, clock, log } = app
  const worker = new Worker({
    app,
    db,
    slot,
    dialect,
    clock,
    log,
    random: Math.random,
    owner: 'w',
    jobs: [deliver],
    schedule: [],
  })
  await worker.start()
  worker.wake(deliver.name)
  for (let i = 0; i < 200 && sender.received.length < 108; i++) await new Promise((resolve) => setTimeout(resolve, 10))
  const hosts = sender.received.map(({ request }) => new URL(request.url).host)
  assert.equal(hosts.filter((host) => host === 'slow.test').length, deliver.perLane)
  assert.equal(hosts.filter((host) => host !== 'slow.test').length, 100)
  release()
  await worker.drain()
  assert.equal((await db.selectFrom('jobs').selectAll().execute()).length, 0)
  await worker[Symbol.asyncDispose]()
})
