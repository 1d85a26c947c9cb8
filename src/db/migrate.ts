/** Migrates a database to the schema in `tables/`: forward only, in one transaction, by one process at a time. */
import type { Kysely } from 'kysely'
import type { Dialect } from './dialects/dialect.ts'
import { migrations, UNRELEASED } from './migrations/index.ts'
import { hasAllColumns, readSchema } from './schema/read-schema.ts'
import type { Database } from './tables/index.ts'

interface MigrationLog {
  migrations: { name: string; ran_at: number }
}

/**
 * Runs the migrations that have not run yet, and the unreleased one again if an earlier build made the database.
 * @returns their names, oldest first
 */
export async function migrate(db: Kysely<Database>, dialect: Dialect, now: number): Promise<string[]> {
  const log = db as unknown as Kysely<MigrationLog>
  const ran: string[] = []
  await log.transaction().execute(async (tx) => {
    await dialect.lock(tx as unknown as Kysely<Database>, ['migrate'])
    await tx.schema
      .createTable('migrations')
      .ifNotExists()
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('ran_at', 'bigint', (column) => column.notNull())
      .execute()
    const done = new Set((await tx.selectFrom('migrations').select('name').execute()).map((row) => row.name))
    refuseUnknown(done)
    const isBehind = done.has(UNRELEASED) && !hasAllColumns(await readSchema(tx as unknown as Kysely<unknown>))
    for (const [name, up] of Object.entries(migrations)) {
      if (done.has(name) && !(isBehind && name === UNRELEASED)) continue
      await up(tx as unknown as Kysely<unknown>, dialect.name)
      const row = { name, ran_at: now }
      await tx
        .insertInto('migrations')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      ran.push(name)
    }
  })
  return ran
}

/** @throws Error if a newer version has migrated the database, since this one would write rows that it cannot read */
function refuseUnknown(done: ReadonlySet<string>): void {
  const unknown = [...done].filter((name) => !(name in migrations))
  if (unknown.length > 0)
    throw new Error(
      `This database was made by a newer Atoll (it has ${unknown.join(', ')}): start that version instead.`,
    )
}
