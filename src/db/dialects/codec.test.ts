import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createTestApp } from '../../../test/world/test-app.ts'

test('columns are decoded by their origin, not by their alias', async () => {
  await using world = await createTestApp()
  const { db } = world.app
  const given = { id: 1, uri: 'https://reef.test/bo', username: '[]', inbox_url: '', created_at: 1, updated_at: 1 }
  await db
    .insertInto('accounts')
    .values({ ...given, actor_type: 'Person', bot: true, fields: [{ name: 'a', value: 'b' }] })
    .execute()
  const [row] = await db
    .selectFrom('accounts as a')
    .select(['a.username as fields', 'a.id as locked', 'a.bot as username', 'a.fields as note'])
    .execute()
  assert.deepEqual(row, { fields: '[]', locked: 1, username: true, note: [{ name: 'a', value: 'b' }] })
})
