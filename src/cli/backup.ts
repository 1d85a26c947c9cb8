import { existsSync, statSync } from 'node:fs'
import { Command } from 'commander'
import { backupDatabase } from '../db/backup.ts'
import { type Cli, configOf, printResult } from './cli.ts'
import { CommandError } from './exit-code.ts'

/** `atoll backup FILE`: copies the database. It holds all data that cannot be fetched again. */
export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .description('Write a consistent copy of the database while the server is running')
    .argument('<file>', 'path of the copy; must not exist yet')
    .option('--json', 'print JSON')
    .action(async (file: string, { json }: { json?: boolean }) => {
      if (existsSync(file)) throw new CommandError(`${file} already exists. A backup never overwrites a file.`)
      const { databaseUrl } = configOf(cli)
      await backupDatabase(databaseUrl, file).catch((error: Error) => {
        throw new CommandError(`The backup failed: ${error.message.trim()}`)
      })
      const bytes = statSync(file).size
      printResult(cli, json, { file, bytes }, () => [
        `Wrote ${file} (${(bytes / 1024 ** 2).toFixed(1)} MB).`,
        databaseUrl.startsWith('postgres')
          ? 'To restore: pg_restore --clean --if-exists --dbname=URL FILE'
          : 'To restore: stop Atoll and replace the database with this file.',
      ])
    })
}
