/** Creates a database of the first version, the spine, from frozen SQL. */
import { readFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import pg from 'pg'
import { sqlitePath } from '../../src/db/dialects/sqlite.ts'
import type { TestDatabase } from '../world/databases.ts'
import { createEmptyDatabase } from '../world/empty-database.ts'

export async function createSpineDatabase(folder: string): Promise<TestDatabase> {
  const database = await createEmptyDatabase(folder)
  const isPostgres = /^postgres/.test(database.url)
  const script = [isPostgres ? 'spine.postgres.sql' : 'spine.sqlite.sql', 'spine-rows.sql']
    .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
    .join('\n')
  if (isPostgres) await runOnPostgres(database.url, script)
  else runOnSqlite(sqlitePath(database.url), script)
  return database
}

async function runOnPostgres(url: string, script: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(script)
  await client.end()
}

function runOnSqlite(path: string, script: string): void {
  const file = new DatabaseSync(path)
  file.exec(script)
  file.close()
}
