/** Copies what cannot be fetched again: the database, the files that people have uploaded, and the secret key. */
import { accessSync, constants, existsSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Config } from '../config.ts'
import {
  ALL_FILES,
  type BackupFile,
  type CopiedFiles,
  copyFiles,
  FILES_TABLE,
  UPLOADED_FILES,
} from '../core/media/files/backup.ts'
import { openStorage } from '../core/media/files/storage.ts'
import { copySecretKey, SecretKeyError } from '../core/secrets/secret-key.ts'
import { backupDatabase } from '../db/backup.ts'
import { syncFolder } from '../lib/storage/sync.ts'
import { type Cli, configOf } from './cli.ts'
import { CommandError, explainSystemError, Stopped } from './exit-code.ts'
import type { Progress } from './progress.ts'

export interface BackupOptions {
  withoutMedia?: boolean
  withCopies?: boolean
  withKey?: boolean
}

/** Where the parts of a backup are. */
export interface BackupParts {
  database: string
  /** The database until everything else is there: a backup without `database` is not complete. */
  unfinished: string
  /** The folder of files. */
  media: string | undefined
  key: string | undefined
}

export interface Backup extends CopiedFiles {
  databaseBytes: number
}

interface Work extends BackupOptions {
  config: Config
  env: Cli['env']
  parts: BackupParts
  progress: Progress
}

/** @throws CommandError if anything is there already, or nothing can be written there */
export function partsOf(file: string, { withoutMedia, withKey }: BackupOptions): BackupParts {
  const parts = {
    database: file,
    unfinished: `${file}.part`,
    media: withoutMedia ? undefined : `${file}.media`,
    key: withKey ? `${file}.key` : undefined,
  }
  for (const path of Object.values(parts))
    if (path && existsSync(path)) throw new CommandError(`${path} already exists. A backup never overwrites anything.`)
  requireFolder(dirname(file))
  return parts
}

function requireFolder(folder: string): void {
  try {
    accessSync(folder, constants.W_OK)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'does not exist' : 'cannot be written to'
    throw new CommandError(`The folder ${folder} ${why}. Create it, or choose another for the backup.`)
  }
}

/** Either makes a complete backup or leaves nothing behind. @throws CommandError, Stopped, SecretKeyError */
export async function makeBackup(
  cli: Cli,
  given: BackupOptions & { parts: BackupParts; progress: Progress },
): Promise<Backup> {
  const work: Work = { ...given, config: configOf(cli), env: cli.env }
  const { database, unfinished, media, key } = work.parts
  try {
    // First, so that a missing key is not noticed only after the long copy.
    if (key) copySecretKey(work.config, key)
    const files = await copyDatabase(work)
    const copied = media ? await copyMedia(work, files, media) : { files: 0, bytes: 0, missing: [] }
    renameSync(unfinished, database)
    await syncFolder(dirname(database))
    return { ...copied, databaseBytes: statSync(database).size }
  } catch (error) {
    for (const path of [unfinished, `${unfinished}-journal`, media, key])
      if (path) rmSync(path, { recursive: true, force: true })
    if (error instanceof Stopped || error instanceof SecretKeyError) throw error
    const { message } = error as Error
    const known = explainSystemError(error)
    throw new CommandError(`The backup failed: ${known ? `${known} (${message})` : message}`, { cause: error })
  }
}

/** @returns the files that belong to the copy */
async function copyDatabase({ config, env, parts, progress, withCopies }: Work): Promise<BackupFile[]> {
  const onProgress = progress({ title: 'Copying the database', unit: 'pages' })
  onProgress(0)
  const query = withCopies ? ALL_FILES : UPLOADED_FILES
  const options = { table: FILES_TABLE, query, env, onProgress }
  const rows = await backupDatabase(config.databaseUrl, parts.unfinished, options).catch((error) => {
    // Ctrl-C ends pg_dump as well. That is no failure.
    onProgress(0)
    throw error
  })
  return rows.map(({ hash, bytes }) => ({ hash: String(hash), bytes: Number(bytes) }))
}

async function copyMedia({ config, progress }: Work, files: BackupFile[], folder: string): Promise<CopiedFiles> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const report = progress({ title: 'Copying files', unit: 'bytes' })
  report(0)
  return copyFiles(openStorage(config), files, { folder, onProgress: (bytes) => report(bytes, total) })
}
