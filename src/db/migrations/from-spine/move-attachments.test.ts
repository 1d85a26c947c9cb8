import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { remoteAccount } from '../../../../test/world/accounts.ts'
import { draftBy } from '../../../../test/world/statuses.ts'
import { createTestApp } from '../../../../test/world/test-app.ts'
import { storeStatus } from '../../../core/statuses/store.ts'
import { upgradeSpine } from '../0002-from-spine.ts'

test('more attachments than fit into one insert are moved in batches', async () => {
  await using world = await createTestApp()
  const { app } = world
  const bo = await remoteAccount(app, 'bo@reef.test')
  await sql`alter table statuses add column attachments text not null default '[]'`.execute(app.db)
  await app.transaction(async (tx) => {
    for (let n = 0; n < 250; n++) await storeStatus(tx, draftBy(app, bo), 'fetch')
  })
  const picture = {
    type: 'image',
    url: 'https://reef.test/1.png',
    description: null,
    blurhash: null,
    width: 1,
    height: 1,
  }
  const stored = JSON.stringify(Array.from({ length: 16 }, () => picture))
  await sql`update statuses set attachments = ${stored}`.execute(app.db)
  await upgradeSpine(app.db as unknown as Kysely<unknown>, app.dialect.name)
  const { rows } = await sql<{ status_id: number }>`select distinct status_id from attachments`.execute(app.db)
  assert.equal(rows.length, 250)
  const { length } = await app.db.selectFrom('attachments').select('id').where('place', '<', 16).execute()
  assert.equal(length, 250 * 16)
})
