/** Makes a consistent copy of the database while the server runs. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { backup, DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import pg from 'pg'
import { sqlitePath } from './dialects/sqlite.ts'

interface BackupOptions {
  /** The table and the query whose rows are returned. A database of an earlier version may not have the table. */
  table: string
  query: string
  /** Told how many pages are copied, except with PostgreSQL. If it throws, so does the backup. */
  onProgress(pages: number, total: number): void
  /** In which `pg_dump` runs: it needs `PATH`, and may need other `PG…` variables. */
  env: Record<string, string | undefined>
}

type Rows = Record<string, unknown>[]

/** Copied between two looks at the progress. 2 MB hold up the process for a few milliseconds. */
const PAGES_PER_STEP = 500

/**
 * Writes the whole database to `file`: an SQLite file, or for PostgreSQL an archive in custom format for `pg_restore`.
 * @returns the rows of the query, as the copy has them
 * @throws Error if the file cannot be written, or `pg_dump` is missing or fails
 */
export async function backupDatabase(databaseUrl: string, file: string, options: BackupOptions): Promise<Rows> {
  return await (/^postgres/.test(databaseUrl) ? backupPostgres : backupSqlite)(databaseUrl, file, options)
}

async function backupSqlite(databaseUrl: string, file: string, options: BackupOptions): Promise<Rows> {
  const path = sqlitePath(databaseUrl)
  if (!existsSync(path)) throw new Error(`There is no database at ${path}.`)
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    // An open transaction keeps to one state of the database. Without it, each write of the server would make SQLite
    // begin the copy again, so on a busy server it would never end.
    database.exec('begin')
    const hasTable = database.prepare('select 1 from sqlite_schema where name = ?').get(options.table) !== undefined
    const rows = hasTable ? database.prepare(options.query).all() : []
    await backup(database, file, {
      rate: PAGES_PER_STEP,
      progress: ({ totalPages, remainingPages }) => options.onProgress(totalPages - remainingPages, totalPages),
    })
    return rows
  } finally {
    database.close()
  }
}

async function backupPostgres(databaseUrl: string, file: string, { table, query, env }: BackupOptions): Promise<Rows> {
  const client = new pg.Client(databaseUrl)
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read, read only')
    const { rows: found } = await client.query('select pg_export_snapshot() as snapshot, to_regclass($1) as name', [
      table,
    ])
    const { snapshot, name } = found[0] as { snapshot: string; name: string | null }
    const rows = name === null ? [] : (await client.query(query)).rows
    await dump(databaseUrl, [`--snapshot=${snapshot}`, `--file=${file}`], env)
    return rows
  } finally {
    await client.end()
  }
}

/** The password goes into the environment, since every user of the machine sees the arguments of a process. */
async function dump(databaseUrl: string, options: readonly string[], env: BackupOptions['env']): Promise<void> {
  const url = URL.parse(databaseUrl)
  const password = url?.password ? { PGPASSWORD: decodeURIComponent(url.password) } : {}
  if (url) url.password = ''
  const args = ['--format=custom', ...options, url?.href ?? databaseUrl]
  await promisify(execFile)('pg_dump', args, { env: { ...env, ...password } }).catch((error) => {
    // The message of the error itself is the command.
    const { stderr } = error as { stderr?: string }
    throw stderr ? new Error(stderr.trim().replace(/\s+/g, ' ')) : error
  })
}
