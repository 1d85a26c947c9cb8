/** Makes a consistent copy of the database while the server runs. */
import { execFile } from 'node:child_process'
import { backup, DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { sqlitePath } from './dialects/sqlite.ts'

/**
 * Writes the whole database to `file`: an SQLite file, or for PostgreSQL an archive in custom format for `pg_restore`.
 * @throws Error if the file cannot be written, or `pg_dump` is missing or fails
 */
export async function backupDatabase(databaseUrl: string, file: string): Promise<void> {
  if (/^postgres/.test(databaseUrl)) {
    await promisify(execFile)('pg_dump', ['--format=custom', `--file=${file}`, databaseUrl])
    return
  }
  const database = new DatabaseSync(sqlitePath(databaseUrl), { readOnly: true })
  try {
    await backup(database, file)
  } finally {
    database.close()
  }
}
