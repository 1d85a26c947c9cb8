import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { setPassword } from '../users/password.ts'
import { createWebhook } from './change.ts'
import { FAILED_KEPT_MS, LOGGED_DELIVERIES, MAX_WAITING_DELIVERIES } from './limits.ts'
import { noteFailedAttempt } from './outcome.ts'
import { pruneWebhooks } from './prune.ts'
import { hasSubscribers, subscribersOf } from './subscribers.ts'
import { switchOffWebhooks } from './switch-off.ts'

const INPUT = { url: 'https://hook.test/', events: ['status.posted'] }

test('asking whether anybody is told costs no query', async () => {
  await using world = await createTestApp()
  const { app } = world
  assert.equal(await hasSubscribers(app), false)
  const unreachable = { slot: app.slot, clock: app.clock, db: undefined as unknown as typeof app.db }
  assert.equal(await hasSubscribers(unreachable), false)
  const ana = await localUser(app, 'ana')
  await createWebhook(app, ana.user, INPUT)
  assert.equal((await subscribersOf(app, ana.account.id)).length, 1)
  assert.equal((await subscribersOf(unreachable, ana.account.id)).length, 1)
})

test('a new password switches off what was made on a page, in case someone else made it (R-74)', async () => {
  await using world = await createTestApp({ reactions: { 'user.password_changed': [switchOffWebhooks] } })
  const { app, events } = world
  const { user } = await localUser(app, 'ana')
  await createWebhook(app, user, INPUT)
  await setPassword(app, user, 'a long enough password')
  const rows = await app.db.selectFrom('webhooks').select('off_reason').execute()
  assert.deepEqual(rows, [{ off_reason: 'password' }])
  assert.ok(events.some(({ event }) => event === 'webhook.switched_off'))
})

test('the log keeps the last hundred deliveries and, for a month, what was never delivered', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  const { user } = await localUser(app, 'ana')
  const { webhook } = await createWebhook(app, user, INPUT)
  const insert = async (state: 'delivered' | 'failed' | 'waiting', count: number, webhookId = webhook.id) => {
    const now = app.clock.now()
    const row = { webhook_id: webhookId, type: 'status.posted', about: 'x', body: '{}', created_at: now, asked_at: now }
    const rows = Array.from({ length: count }, () => ({ ...row, state, id: app.ids.next() }))
    await app.db.insertInto('webhook_deliveries').values(rows).execute()
  }
  const counts = async () => {
    const rows = await app.db.selectFrom('webhook_deliveries').select('state').execute()
    return ['delivered', 'failed', 'waiting'].map((state) => rows.filter((row) => row.state === state).length)
  }
  await insert('delivered', LOGGED_DELIVERIES + 20)
  await insert('failed', 150)
  await insert('waiting', 120)
  await insert('failed', 5, 1)
  await pruneWebhooks.run(app)
  assert.deepEqual(await counts(), [LOGGED_DELIVERIES, 150, 120])
  advance(FAILED_KEPT_MS + DAY)
  await insert('failed', 1)
  advance(HOUR)
  await pruneWebhooks.run(app)
  assert.deepEqual(await counts(), [LOGGED_DELIVERIES, 1, 120])
})

test('a webhook for which too much waits is switched off, and nothing of it is lost', async () => {
  await using world = await createTestApp()
  const { app, events } = world
  const { user } = await localUser(app, 'ana')
  const { webhook } = await createWebhook(app, user, INPUT)
  const row = {
    webhook_id: webhook.id,
    type: 'status.posted',
    about: 'x',
    body: '{}',
    created_at: 1,
    asked_at: app.clock.now(),
  }
  const add = async (count: number) => {
    const rows = Array.from({ length: count }, () => ({ ...row, id: app.ids.next() }))
    for (let from = 0; from < count; from += 500)
      await app.db
        .insertInto('webhook_deliveries')
        .values(rows.slice(from, from + 500))
        .execute()
  }
  await add(MAX_WAITING_DELIVERIES)
  const failed = async () => {
    const delivery = await app.db.selectFrom('webhook_deliveries').selectAll().limit(1).executeTakeFirstOrThrow()
    return noteFailedAttempt(app, delivery, { status: 500, error: 'answered 500' })
  }
  assert.equal(await failed(), true)
  await add(1)
  assert.equal(await failed(), false)
  const off = await app.db.selectFrom('webhooks').select('off_reason').execute()
  assert.deepEqual(off, [{ off_reason: 'backlog' }])
  const kept = await app.db.selectFrom('webhook_deliveries').select('id').where('state', '=', 'failed').execute()
  assert.equal(kept.length, MAX_WAITING_DELIVERIES + 1)
  assert.ok(events.some(({ event }) => event === 'webhook.switched_off'))
})
