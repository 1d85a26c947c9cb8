import { existsSync, statSync } from 'node:fs'
import { Command } from 'commander'
import { backupDatabase } from '../db/backup.ts'
import { answer, type Cli, configOf } from './cli.ts'
import { Refusal } from './exit-code.ts'

/** `atoll backup FILE`: copies the database, which holds everything that cannot be fetched again. */
export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .description('Write a consistent copy of the database while the server is running')
    .argument('<file>', 'path of the copy; must not exist yet')
    .option('--json', 'print JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      if (existsSync(file)) throw new Refusal(`${file} already exists. A backup never overwrites a file.`)
      const { databaseUrl } = configOf(cli)
      await backupDatabase(databaseUrl, file).catch((error: Error) => {
        throw new Refusal(`The backup failed: ${error.message.trim()}`)
      })
      const bytes = statSync(file).size
      answer(cli, json, { file, bytes }, () => [
        `Wrote ${file} (${(bytes / 1024 ** 2).toFixed(1)} MB).`,
        databaseUrl.startsWith('postgres')
          ? 'To restore: pg_restore --clean --if-exists --dbname=URL FILE'
          : 'To restore: stop Atoll and replace the database with this file.',
      ])
    })
}
