import { existsSync, statSync } from 'node:fs'
import { Command } from 'commander'
import { backupDatabase } from '../db/backup.ts'
import { answer, type Cli, configOf } from './cli.ts'
import { Refusal } from './exit-code.ts'

/** `atoll backup FILE`: everything that cannot be fetched again is in the database. */
export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .description('Write a consistent copy of the database, while the server runs')
    .argument('<file>', 'must not exist yet')
    .option('--json', 'answer in JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      if (existsSync(file)) throw new Refusal(`${file} exists already; a backup never overwrites one.`)
      const { databaseUrl } = configOf(cli)
      await backupDatabase(databaseUrl, file).catch((error: Error) => {
        throw new Refusal(`The backup failed: ${error.message.trim()}`)
      })
      const bytes = statSync(file).size
      answer(cli, json, { file, bytes }, () => [
        `Wrote ${file} (${(bytes / 1024 ** 2).toFixed(1)} MB).`,
        databaseUrl.startsWith('postgres')
          ? 'To restore: pg_restore --clean --if-exists --dbname=URL FILE'
          : 'To restore: stop Atoll and put this file in the place of the database.',
      ])
    })
}
