/** One open SQLite file, with a cache of prepared statements and their decoders. */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, OperationNode, QueryResult } from 'kysely'
import { LruMap } from '../../lib/lru-map.ts'
import { StorageFull } from '../../lib/storage/storage.ts'
import { type Decode, decoderFor, encode } from './codec.ts'

const KEPT_STATEMENTS = 1_000

interface Prepared {
  statement: StatementSync
  /** Empty for a statement that returns no rows. */
  columns: readonly string[]
  decode: Decode | undefined
}

const FULL_ERRCODE = 13

export class SqliteSession {
  readonly file: DatabaseSync
  /** The last error. SQLite rolls back the whole transaction after some. */
  lastError: unknown
  readonly #prepared = new LruMap<string, Prepared>({ max: KEPT_STATEMENTS })

  constructor(file: DatabaseSync) {
    this.file = file
  }

  /** @throws StorageFull if the disk is full, or the error of SQLite */
  run<R>(query: CompiledQuery): QueryResult<R> {
    return this.#orFail(() => this.#run(query))
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const { statement, columns, decode } = this.#prepare(query.sql, query.query)
    const parameters = query.parameters.map(encode) as SQLInputValue[]
    if (columns.length === 0) {
      const { changes, lastInsertRowid } = statement.run(...parameters)
      return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
    }
    const rows = statement.all(...parameters).map((values) => rowOf(columns, values as unknown as SQLOutputValue[]))
    if (decode) for (const row of rows) decode(row)
    return { rows: rows as R[] }
  }

  /** Runs BEGIN, COMMIT, SAVEPOINT and the like, prepared like all other statements. */
  exec(sql: string): void {
    this.#orFail(() => this.#prepare(sql).statement.run())
  }

  #orFail<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      const isFull = error instanceof Error && 'errcode' in error && error.errcode === FULL_ERRCODE
      this.lastError = isFull ? new StorageFull({ cause: error }) : error
      throw this.lastError
    }
  }

  close(): void {
    this.#prepared.clear()
    this.file.close()
  }

  #prepare(sql: string, query?: OperationNode): Prepared {
    const known = this.#prepared.get(sql)
    if (known) return known
    const statement = this.file.prepare(sql)
    const columns = statement.columns().map((column) => column.name)
    if (columns.length > 0) statement.setReturnArrays(true)
    const made = { statement, columns, decode: query && columns.length > 0 ? decoderFor(query) : undefined }
    this.#prepared.set(sql, made)
    return made
  }
}

/** Makes a plain object. The dictionary-mode objects of `node:sqlite` take twice as long to make and to read. */
function rowOf(columns: readonly string[], values: readonly SQLOutputValue[]): Record<string, unknown> {
  const row: Record<string, unknown> = {}
  for (let at = 0; at < columns.length; at++) row[columns[at] as string] = values[at]
  return row
}
