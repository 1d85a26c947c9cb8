/** SQLite through `node:sqlite`: WAL, one writer with group commit, and a reader that never waits for it. */
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely'
import { SECOND } from '../../lib/durations.ts'
import { makeFolder } from '../../lib/make-folder.ts'
import type { Dialect, DirectRun } from './dialect.ts'
import { SqliteReader } from './sqlite-reader.ts'
import { SqliteSession } from './sqlite-session.ts'
import { SqliteWriter } from './sqlite-writer.ts'

const BUSY_TIMEOUT_MS = 10 * SECOND
const PAGE_CACHE_KIB = 64_000
const MMAP_BYTES = 1024 ** 3
/** 32 MiB. A page that every write changes is copied back into the file once for many writes. */
const CHECKPOINT_PAGES = 8_192

const PRAGMAS = [
  'journal_mode = WAL',
  'synchronous = FULL',
  'foreign_keys = ON',
  'temp_store = MEMORY',
  `cache_size = -${PAGE_CACHE_KIB}`,
  `mmap_size = ${MMAP_BYTES}`,
  `wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
]

/** `sqlite:./data/atoll.db` → `./data/atoll.db` */
export function sqlitePath(url: string): string {
  return url.replace(/^sqlite:(\/\/)?/, '')
}

function openFile(path: string): SqliteSession {
  makeFolder(dirname(path))
  const file = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS })
  for (const pragma of PRAGMAS) file.exec(`PRAGMA ${pragma}`)
  return new SqliteSession(file)
}

class SqliteDriver implements Driver {
  readonly #path: string
  #reader!: SqliteReader
  #writer!: SqliteWriter

  constructor(path: string) {
    this.#path = path
  }
  async init() {
    if (this.#writer) return
    this.#writer = new SqliteWriter(openFile(this.#path))
    this.#reader = new SqliteReader(openFile(this.#path))
  }
  async acquireConnection() {
    return new SqliteConnection(this.#reader, this.#writer)
  }
  async beginTransaction(connection: SqliteConnection) {
    await connection.begin()
  }
  async commitTransaction(connection: SqliteConnection) {
    await connection.commit()
  }
  async rollbackTransaction(connection: SqliteConnection) {
    await connection.rollback()
  }
  async releaseConnection() {}
  /** Runs a query without Kysely's connection handling. */
  readonly direct: DirectRun = async <R>(query: CompiledQuery<R>, inTransaction: boolean) => {
    if (!this.#reader) await this.init()
    return (await run<R>(this.#reader, this.#writer, query, inTransaction)).rows
  }
  async destroy() {
    await this.#writer?.close()
    this.#reader?.close()
  }
}

/** Sends reads outside a transaction to the reader and everything else to the writer. */
function run<R>(
  reader: SqliteReader,
  writer: SqliteWriter,
  query: CompiledQuery,
  inTransaction: boolean,
): QueryResult<R> | Promise<QueryResult<R>> {
  if (inTransaction) return writer.session.run<R>(query)
  if (query.query.kind === 'SelectQueryNode') return reader.run<R>(query)
  return writer.statement((session) => session.run<R>(query))
}

class SqliteConnection implements DatabaseConnection {
  readonly #reader: SqliteReader
  readonly #writer: SqliteWriter
  #inTransaction = false

  constructor(reader: SqliteReader, writer: SqliteWriter) {
    this.#reader = reader
    this.#writer = writer
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return run<R>(this.#reader, this.#writer, query, this.#inTransaction)
  }
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }
  async begin() {
    await this.#writer.openSavepoint()
    this.#inTransaction = true
  }
  async commit() {
    this.#inTransaction = false
    await this.#writer.releaseSavepoint()
  }
  async rollback() {
    this.#inTransaction = false
    this.#writer.rollBackSavepoint()
  }
}

const UNIQUE_ERRCODES = new Set([2067, 1555]) // SQLITE_CONSTRAINT_UNIQUE, SQLITE_CONSTRAINT_PRIMARYKEY
const BUSY_ERRCODE = 5

function errcode(error: unknown): number | undefined {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode : undefined
}

export const sqlite: Dialect = {
  name: 'sqlite',
  open: (url) => {
    const driver = new SqliteDriver(sqlitePath(url))
    return {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => driver,
      createIntrospector: (db) => new SqliteIntrospector(db),
      createQueryCompiler: () => new SqliteQueryCompiler(),
      direct: driver.direct,
    }
  },
  isUniqueViolation: (error) => UNIQUE_ERRCODES.has(errcode(error) ?? 0),
  isRetryable: (error) => ((errcode(error) ?? 0) & 0xff) === BUSY_ERRCODE,
  lock: async () => {},
  singleProcess: true,
}
