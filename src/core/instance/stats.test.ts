import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localUser, remoteAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { DAY } from '../../lib/durations.ts'
import { createSlots } from '../../lib/slot.ts'
import type { App } from '../app.ts'
import { blockDomain } from '../domains/block.ts'
import { listKnownDomains } from './peers.ts'
import { countStats, instanceStats } from './stats.ts'

const AT_ONCE = 250
const numbers = (count: number) =>
  Array.from({ length: count / AT_ONCE }, (_, part) => Array.from({ length: AT_ONCE }, (_, at) => part * AT_ONCE + at))
const ACCOUNT = { username: 'u', actor_type: 'Person', inbox_url: '', created_at: 1, updated_at: 1 } as const

test('the statistics count local users and how many were recently active', async () => {
  await using world = await createTestApp()
  const { app, advance } = world
  await localUser(app, 'ana')
  await localUser(app, 'waiting', { approved: false })
  await remoteAccount(app, 'bo@reef.test')
  await remoteAccount(app, 'cy@reef.test')
  await app.db.updateTable('accounts').set({ statuses_count: 3 }).execute()
  advance(40 * DAY)
  assert.deepEqual(await instanceStats(app), { users: 1, activeMonth: 0, activeHalfyear: 1, localPosts: 6, domains: 1 })
})

/** Users with one post each. */
async function addUsers({ db }: App, count: number): Promise<void> {
  for (const ids of numbers(count)) {
    const accounts = ids.map((id) => ({ ...ACCOUNT, id: id + 1, uri: `u${id}`, statuses_count: 1 }))
    await db.insertInto('accounts').values(accounts).execute()
    const working = { active_at: 0, created_at: 0, approved_at: 1, email_confirmed_at: 1 }
    const users = ids.map((id) => ({ ...working, id: id + 1, account_id: id + 1 }))
    await db.insertInto('users').values(users).execute()
  }
}

test('the statistics of very many users are counted by a task and only read by requests', async () => {
  await using world = await createTestApp()
  const { app } = world
  await addUsers(app, 4_500)
  const counted = { users: 4_500, activeMonth: 0, activeHalfyear: 0, localPosts: 4_500, domains: 0 }
  assert.deepEqual(await instanceStats(app), counted)
  await app.db.updateTable('users').set({ disabled_at: 1 }).where('id', '>', 4_000).execute()
  // Another process, or the first request after a start.
  const restarted = { ...app, remote: app.remote, slot: createSlots() }
  assert.deepEqual(await instanceStats(restarted), counted)
  await countStats.run(app)
  assert.equal((await instanceStats(app)).users, 4_000)
})

test('the known domains are those of all accounts, each once, without blocked ones (R-56)', async () => {
  await using world = await createTestApp()
  const { app } = world
  const domain = (n: number) => `d${String(Math.floor(n / 2)).padStart(4, '0')}.test`
  for (const ids of numbers(2_500)) {
    const rows = ids.map((id) => ({ ...ACCOUNT, id: id + 1, uri: `u${id}`, domain: domain(id) }))
    await app.db.insertInto('accounts').values(rows).execute()
  }
  await blockDomain(app, domain(0))
  const expected = Array.from({ length: 1_249 }, (_, at) => domain(2 * at + 2))
  assert.deepEqual(await listKnownDomains(app), expected)
  assert.equal((await instanceStats(app)).domains, 1_250)
})
