import { Command } from 'commander'
import type { Config } from '../config.ts'
import { secretKeyFile } from '../core/secrets/secret-key.ts'
import { showBytes } from '../lib/bytes.ts'
import { type Cli, configOf, printResult } from './cli.ts'
import { type Backup, type BackupOptions, type BackupParts, makeBackup, partsOf } from './make-backup.ts'
import { showCount, withProgress } from './progress.ts'

/** `atoll backup FILE`: see `docs/operating/backup.md`. */
export function backupCommand(cli: Cli): Command {
  return new Command('backup')
    .description('Copy the database and what people have uploaded, while the server is running')
    .argument('<file>', 'path of the copy of the database; the uploads go into the folder FILE.media')
    .option('--without-media', 'copy only the database')
    .option('--with-copies', 'also copy the media of other servers that are here, although they can be fetched again')
    .option('--with-key', 'also copy the secret key, to FILE.key: store it as safely as the copy')
    .option('--json', 'print JSON')
    .action(async (file: string, { json, ...options }: BackupOptions & { json?: boolean }) => {
      const parts = partsOf(file, options)
      const whenStopped = 'The backup was stopped. Nothing is left of it.'
      const made = await withProgress(cli, whenStopped, (progress) => makeBackup(cli, { ...options, parts, progress }))
      printResult(cli, json, resultOf(parts, made), () => linesOf(configOf(cli), parts, { ...made, ...options }))
    })
}

function resultOf({ database, media, key }: BackupParts, made: Backup) {
  return {
    ...{ file: database, bytes: made.databaseBytes },
    ...(media && { media: { folder: media, files: made.files, bytes: made.bytes, missing: made.missing } }),
    ...(key && { key_file: key }),
  }
}

function linesOf(
  config: Config,
  { database, media, key }: BackupParts,
  made: Backup & Pick<BackupOptions, 'withCopies'>,
): string[] {
  const place = config.secretKey ? 'ATOLL_SECRET_KEY' : secretKeyFile(config)
  const copies = made.withCopies ? ', and the copies of media of other servers' : ''
  return [
    `Wrote ${database} (${showBytes(made.databaseBytes)}): the database.`,
    media
      ? `Wrote ${media} (${showCount(made.files, 'file')}, ${showBytes(made.bytes)}): what people have uploaded${copies}.`
      : 'The files that people have uploaded are not included.',
    ...(made.missing.length > 0 ? [missing(made.missing.length)] : []),
    key
      ? `Wrote ${key}: the secret key.`
      : `The secret key is not included. Store ${place} apart from this copy: without it, second factors do not work.`,
    'docs/operating/backup.md says how to restore.',
  ]
}

function missing(count: number): string {
  const are = count === 1 ? 'is' : 'are'
  return `${showCount(count, 'file')} ${are} missing: deleted during the backup, or lost before. \`atoll doctor\` tells which.`
}
