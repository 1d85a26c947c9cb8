/** Everything that differs between the two databases. */
import type { CompiledQuery, Kysely, Dialect as KyselyDialect } from 'kysely'
import type { DialectName } from '../schema/create-table.ts'
import type { Database } from '../tables/index.ts'

/**
 * Runs a compiled query without Kysely's executor, which takes longer than SQLite needs to run it. Used only by
 * `compiled`, and only for a database in this process.
 */
export type DirectRun = <R>(query: CompiledQuery<R>, inTransaction: boolean) => Promise<R[]>
type OpenedDialect = KyselyDialect & { direct?: DirectRun }

export interface Dialect {
  readonly name: DialectName
  /**
   * SQLite: one writer with group commit, and a reader, on WAL. PostgreSQL: a pool.
   * @param onLost is told of each connection that broke off. The pool replaces it.
   */
  open(url: string, onLost?: (error: Error) => void): OpenedDialect
  isUniqueViolation(error: unknown): boolean
  /** Whether a transaction lost a race (busy, deadlock, serialization) and may simply run again. */
  isRetryable(error: unknown): boolean
  /**
   * Locks keys until the transaction ends (C12), in their own order, so that transactions that lock the same ones do not
   * wait for each other. SQLite has a single writer and needs no lock.
   */
  lock(tx: Kysely<Database>, keys: readonly string[]): Promise<void>
  /** Whether only one process can use the database. If so, leases of an earlier process are void at the start. */
  readonly singleProcess: boolean
}
