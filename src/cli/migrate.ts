import { Command } from 'commander'
import { Kysely } from 'kysely'
import { dialectFor } from '../db/dialect.ts'
import { migrate } from '../db/migrate.ts'
import type { Database } from '../db/tables/index.ts'
import { systemClock } from '../lib/clock.ts'
import { answer, type Cli, configOf } from './cli.ts'

/** `atoll migrate`: `atoll serve` does it too; this is for those who want to see it happen first. */
export function migrateCommand(cli: Cli): Command {
  return new Command('migrate')
    .description('Bring the database to the shape that this version needs (serve does it too)')
    .option('--json', 'answer in JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const { databaseUrl } = configOf(cli)
      const dialect = dialectFor(databaseUrl)
      const db = new Kysely<Database>({ dialect: dialect.open(databaseUrl) })
      try {
        const ran = await migrate(db, dialect, systemClock().now())
        answer(cli, json, { ran }, () => (ran.length > 0 ? ran.map((name) => `Ran ${name}.`) : ['Nothing to do.']))
      } finally {
        await db.destroy()
      }
    })
}
