import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localAccount } from '../../../test/world/accounts.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { Conflict } from '../errors.ts'
import { ensureInstanceActor, findInstanceActor } from './instance-actor.ts'

test('the address of a database can change as long as it has no users', async () => {
  await using world = await createTestApp()
  const { app } = world
  const { databaseUrl } = app.config
  await using moved = await createTestApp({ databaseUrl, env: { ATOLL_HOST: 'lagoon.test:4000' } })
  const first = await ensureInstanceActor(app)
  const second = await ensureInstanceActor(moved.app)
  assert.notEqual(second.uri, first.uri)
  assert.equal((await findInstanceActor(moved.app)).id, second.id)
  await assert.rejects(findInstanceActor(app))
  await ensureInstanceActor(app)
  await localAccount(app, 'ana')
  await assert.rejects(ensureInstanceActor(moved.app), Conflict)
  await ensureInstanceActor(app)
})
