import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { block } from '../relationships/block.ts'
import { DROPPED_PER_BATCH, dropBlockedNotifications, dropNotifications } from './drop-hidden.ts'

test('a block removes all notifications of the two accounts from each other, at once or in a job (A-22)', async () => {
  await using world = await createTestApp({ reactions: { 'account.blocked': [dropBlockedNotifications] } })
  const { app } = world
  const [ana, bo, cy] = [await localAccount(app, 'ana'), await localAccount(app, 'bo'), await localAccount(app, 'cy')]
  const notification = (account_id: number, from_account_id: number, n: number) => ({
    ...{ id: app.ids.next(), account_id, from_account_id, type: 'favourite' as const },
    ...{ unique_key: `${from_account_id} ${n}`, created_at: 1 },
  })
  const many = Array.from({ length: DROPPED_PER_BATCH + 50 }, (_, n) => notification(ana.id, bo.id, n))
  const others = [notification(bo.id, ana.id, 1), notification(ana.id, cy.id, 1)]
  await app.db.insertInto('notifications').values(many).execute()
  await app.db.insertInto('notifications').values(others).execute()
  const count = async () => (await app.db.selectFrom('notifications').select('id').execute()).length
  await block(app, ana, bo)
  assert.equal(await count(), 51)
  const jobs = await app.db.selectFrom('jobs').selectAll().execute()
  assert.equal(jobs.length, 1)
  for (const { id, payload } of jobs)
    await dropNotifications.run(app, dropNotifications.payload.parse(payload), { id, attempt: 1, createdAt: 0 })
  const left = await app.db.selectFrom('notifications').select('from_account_id').execute()
  assert.deepEqual(left, [{ from_account_id: cy.id }])
  assert.deepEqual(await app.db.selectFrom('jobs').selectAll().execute(), [])
})
