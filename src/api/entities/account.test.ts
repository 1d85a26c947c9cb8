import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { renderAccount } from './account.ts'

test('what is rendered in a transaction that is rolled back is not remembered', async () => {
  await using world = await createTestApp()
  const { app } = world
  const ana = await localAccount(app, 'ana')
  const next = { ...ana, revision: ana.revision + 1 }
  const failing = app.transaction(async (tx) => {
    assert.match(renderAccount(tx, { ...next, display_name: 'Never' }).text, /Never/)
    throw new Error('rolled back')
  })
  await assert.rejects(failing, /rolled back/)
  assert.match(renderAccount(app, { ...next, display_name: 'Ana' }).text, /"display_name":"Ana"/)
})
