import { Command } from 'commander'
import { Kysely } from 'kysely'
import { dialectFor } from '../db/dialects/dialect-for.ts'
import { migrate } from '../db/migrate.ts'
import type { Database } from '../db/tables/index.ts'
import { systemClock } from '../lib/clock.ts'
import { type Cli, configOf, printResult } from './cli.ts'

/** `atoll migrate`: runs the migrations without starting the server. */
export function migrateCommand(cli: Cli): Command {
  return new Command('migrate')
    .description('Migrate the database to this version (serve does this too)')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { databaseUrl } = configOf(cli)
      const dialect = dialectFor(databaseUrl)
      const db = new Kysely<Database>({ dialect: dialect.open(databaseUrl) })
      try {
        const ran = await migrate(db, dialect, systemClock().now())
        printResult(cli, json, { ran }, () =>
          ran.length > 0 ? ran.map((name) => `Ran ${name}.`) : ['The database is up to date.'],
        )
      } finally {
        await db.destroy()
      }
    })
}
