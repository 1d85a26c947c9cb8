import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Kysely, sql } from 'kysely'
import { mode } from '../../../test/world/mode.ts'
import { createTestApp } from '../../../test/world/test-app.ts'
import { until } from '../../../test/world/until.ts'
import type { Database } from '../tables/index.ts'

/** Closes all other connections to this database, as an administrator or a restart of PostgreSQL does. */
async function closeOthers(db: Kysely<Database>): Promise<number> {
  const { rows } = await sql<{ closed: boolean }>`
    select pg_terminate_backend(pid) as closed from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()`.execute(db)
  return rows.length
}

const skip = mode.postgres === undefined

test('a connection that is lost while idle or in a transaction is logged and replaced', { skip }, async (t) => {
  await using world = await createTestApp()
  const { app } = world
  const warn = t.mock.method(app.log, 'warn', () => {})
  const ask = () => app.db.selectFrom('users').select('id').execute()
  await Promise.all(Array.from({ length: 4 }, ask))
  const idle = await closeOthers(app.db)
  assert(idle > 0)
  // Until the process hears of it, the pool still gives such a connection out.
  await until('the end of the idle connections', () => warn.mock.callCount() >= idle)
  const lost = app.transaction(async (tx) => {
    await tx.db.selectFrom('users').select('id').execute()
    await closeOthers(app.db)
    await tx.db.selectFrom('users').select('id').execute()
  })
  await assert.rejects(lost)
  await until('the end of the used connection', () => warn.mock.callCount() > idle)
  for (let at = 0; at < 10; at++) assert.deepEqual(await ask(), [])
  assert.equal(warn.mock.callCount(), idle + 1)
})
