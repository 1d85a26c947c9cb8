import { existsSync, statSync } from 'node:fs'
import { Command } from 'commander'
import type { Config } from '../config.ts'
import { copySecretKey, secretKeyFile } from '../core/secrets/secret-key.ts'
import { backupDatabase } from '../db/backup.ts'
import { type Cli, configOf, printResult } from './cli.ts'
import { CommandError } from './exit-code.ts'

/** `atoll backup FILE`: copies the database. It holds all data that cannot be fetched again, but not the key that opens its secrets. */
export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .description('Write a consistent copy of the database while the server is running')
    .argument('<file>', 'path of the copy; must not exist yet')
    .option('--with-key', 'also copy the secret key, to FILE.key: store it as safely as the copy')
    .option('--json', 'print JSON')
    .action(async (file: string, { json, withKey = false }: { json?: boolean; withKey?: boolean }) => {
      const keyFile = withKey ? `${file}.key` : undefined
      for (const path of [file, keyFile])
        if (path && existsSync(path))
          throw new CommandError(`${path} already exists. A backup never overwrites a file.`)
      const config = configOf(cli)
      const { databaseUrl } = config
      // Before the long copy, so that a missing key is not noticed only at its end.
      if (keyFile) copySecretKey(config, keyFile)
      await backupDatabase(databaseUrl, file).catch((error: Error) => {
        throw new CommandError(`The backup failed: ${error.message.trim()}`)
      })
      const bytes = statSync(file).size
      printResult(cli, json, { file, bytes, ...(keyFile && { key_file: keyFile }) }, () => [
        `Wrote ${file} (${(bytes / 1024 ** 2).toFixed(1)} MB).`,
        databaseUrl.startsWith('postgres')
          ? 'To restore: pg_restore --clean --if-exists --dbname=URL FILE'
          : 'To restore: stop Atoll and replace the database with this file.',
        keyFile
          ? `Wrote ${keyFile}. To restore the key, copy it to ${secretKeyFile(config)}.`
          : `The secret key is not included. Store ${placeOfKey(config)} apart from this copy: without it, second factors do not work.`,
      ])
    })
}

function placeOfKey(config: Config): string {
  return config.secretKey ? 'ATOLL_SECRET_KEY' : secretKeyFile(config)
}
