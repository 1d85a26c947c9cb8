import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { createTestApp } from '../../../../test/world/test-app.ts'
import { upgradeSpine } from '../0002-from-spine.ts'

const PUBLIC = 'https://www.w3.org/ns/activitystreams#Public'
const ACCOUNT = 7
const FOLLOWERS = `https://lagoon.test/ap/users/${ACCOUNT}/followers`

test('waiting activities of an older outbox get their effect, audience and signing key', async () => {
  await using world = await createTestApp()
  const { db, dialect } = world.app
  for (const column of ['effect', 'audience', 'signing_key'])
    await sql`alter table outbox drop column ${sql.ref(column)}`.execute(db)
  const add = async (id: number, type: string, about: string, { to = [PUBLIC], content = '' } = {}) => {
    const body = JSON.stringify({ type, to, cc: [], object: { content } })
    await sql`insert into outbox (id, uri, account_id, type, object_uri, body, created_at)
      values (${id}, ${`u${id}`}, ${ACCOUNT}, ${type}, ${about}, ${body}, 1)`.execute(db)
  }
  await add(1, 'Create', 'post')
  await add(2, 'Update', 'ana keys')
  await add(3, 'Undo', 'ana likes post', { to: ['https://reef.test/bo'] })
  await add(4, 'Accept', 'bo follows ana', { to: ['https://reef.test/bo'] })
  await add(5, 'Create', 'post', { to: [FOLLOWERS] })
  await add(6, 'Create', 'post', { to: ['https://reef.test/bo'], content: `see "${FOLLOWERS}"` })
  await upgradeSpine(db as unknown as Kysely<unknown>, dialect.name)
  const rows = await db.selectFrom('outbox').select(['effect', 'audience', 'signing_key']).orderBy('id').execute()
  assert.deepEqual(
    rows.map((row) => [row.effect, row.audience, row.signing_key]),
    [
      ['create', 'public', 'current'],
      ['update', 'public', 'former'],
      ['remove', 'direct', 'current'],
      ['none', 'direct', 'current'],
      ['create', 'followers', 'current'],
      ['create', 'direct', 'current'],
    ],
  )
})
