/** All that differs between the two databases. Everything else is written once. */
import type { CompiledQuery, Kysely, Dialect as KyselyDialect } from 'kysely'
import type { DialectName } from '../schema/create-table.ts'
import type { Database } from '../tables/index.ts'

/**
 * Runs a compiled query without the builder's machinery, which costs more than SQLite needs to answer: only for
 * `compiled`, and only where a query runs in this process.
 */
export type DirectRun = <R>(query: CompiledQuery<R>, inTransaction: boolean) => Promise<R[]>
type OpenedDialect = KyselyDialect & { direct?: DirectRun }

export interface Dialect {
  readonly name: DialectName
  /** SQLite: one writer with group commit, and a reader, on WAL. PostgreSQL: a pool. */
  open(url: string): OpenedDialect
  isUniqueViolation(error: unknown): boolean
  /** A lost race (busy, deadlock, serialisation): the transaction may simply run again. */
  isRetryable(error: unknown): boolean
  /** One at a time for this key until the transaction ends (C12). SQLite has one writer anyway. */
  lock(tx: Kysely<Database>, key: string): Promise<void>
  /** True where only one process can hold the database: leases of an earlier process are void at once. */
  readonly singleProcess: boolean
}
