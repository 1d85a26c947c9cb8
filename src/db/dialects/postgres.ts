/** PostgreSQL through a connection pool of `pg`. Each query text is prepared once per connection. */
import { createHash } from 'node:crypto'
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  sql,
} from 'kysely'
import type pg from 'pg'
import { SECOND } from '../../lib/durations.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { StorageFull } from '../../lib/storage/storage.ts'
import { type Decode, decoderFor, encode } from './codec.ts'
import type { Dialect } from './dialect.ts'

const POOL_SIZE = 10
const CONNECT_TIMEOUT_MS = 10 * SECOND
const STATEMENT_TIMEOUT_MS = 30 * SECOND
/** Longer queries are not prepared: long `in (…)` lists have too many lengths to keep a statement for each. */
const MAX_NAMED_LENGTH = 4_000
const KEPT_DECODERS = 1_000

const BIGINT_OID = 20
const NUMERIC_OID = 1700
/** Parses `bigint` and `numeric` as numbers, since ids, counts and times are safe integers (`lib/ids.ts`). */
function typesOf({ getTypeParser }: typeof pg.types): pg.CustomTypesConfig {
  return {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === BIGINT_OID || oid === NUMERIC_OID ? Number : getTypeParser(oid, format as 'text'),
  }
}

class PostgresDriver implements Driver {
  readonly #connectionString: string
  readonly #onLost: (error: Error) => void
  #pool!: pg.Pool
  readonly #decoders = new LruMap<string, { decode: Decode | undefined }>({ max: KEPT_DECODERS })
  readonly #names = new LruMap<string, string>({ max: KEPT_DECODERS })

  constructor(connectionString: string, onLost: (error: Error) => void) {
    this.#connectionString = connectionString
    this.#onLost = onLost
  }
  /** Loads `pg` on demand, so that a server on SQLite does not load it. */
  async init() {
    const { default: postgres } = await import('pg')
    this.#pool = new postgres.Pool({
      connectionString: this.#connectionString,
      max: POOL_SIZE,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      statement_timeout: STATEMENT_TIMEOUT_MS,
      types: typesOf(postgres.types),
    })
    // An error without a listener would end the process, and the pool listens only to idle connections. A connection that
    // is lost in use reports up to two errors: what PostgreSQL said, and that the socket ended.
    this.#pool.on('connect', (client) => client.once('error', this.#onLost).on('error', () => {}))
    // The pool repeats the error of an idle connection.
    this.#pool.on('error', () => {})
  }
  async acquireConnection() {
    return new PostgresConnection(await this.#pool.connect(), this)
  }
  async beginTransaction(connection: PostgresConnection) {
    await connection.client.query('begin')
  }
  async commitTransaction(connection: PostgresConnection) {
    await connection.client.query('commit')
  }
  async rollbackTransaction(connection: PostgresConnection) {
    await connection.client.query('rollback')
  }
  async releaseConnection(connection: PostgresConnection) {
    connection.client.release()
  }
  async destroy() {
    await this.#pool?.end()
  }
  nameOf(text: string): string | undefined {
    if (text.length > MAX_NAMED_LENGTH) return undefined
    const known = this.#names.get(text)
    if (known) return known
    const name = createHash('sha256').update(text).digest('base64url').slice(0, 32)
    this.#names.set(text, name)
    return name
  }
  decoderOf({ sql: text, query }: CompiledQuery): Decode | undefined {
    const known = this.#decoders.get(text)
    if (known) return known.decode
    const decode = decoderFor(query)
    this.#decoders.set(text, { decode })
    return decode
  }
}

class PostgresConnection implements DatabaseConnection {
  readonly client: pg.PoolClient
  readonly #driver: PostgresDriver

  constructor(client: pg.PoolClient, driver: PostgresDriver) {
    this.client = client
    this.#driver = driver
  }
  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { sql: text, parameters } = query
    const name = this.#driver.nameOf(text)
    const result = await this.client
      .query({ ...(name && { name }), text, values: parameters.map(encode) })
      .catch((error) => {
        throw sqlState(error) === DISK_FULL ? new StorageFull({ cause: error }) : error
      })
    const decode = result.rows.length > 0 ? this.#driver.decoderOf(query) : undefined
    if (decode) for (const row of result.rows) decode(row)
    return { rows: result.rows as R[], numAffectedRows: BigInt(result.rowCount ?? 0) }
  }
  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery<R>(query)
  }
}

function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

const UNIQUE_VIOLATION = '23505'
const DISK_FULL = '53100'
const RETRYABLE = new Set(['40001', '40P01']) // serialization_failure, deadlock_detected

export const postgres: Dialect = {
  name: 'postgres',
  open: (url, onLost = () => {}) => ({
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new PostgresDriver(url, onLost),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }),
  isUniqueViolation: (error) => sqlState(error) === UNIQUE_VIOLATION,
  isRetryable: (error) => RETRYABLE.has(sqlState(error) ?? ''),
  lock: async (tx, keys) => {
    const locks = keys.toSorted().map((key) => sql`pg_advisory_xact_lock(hashtextextended(${key}, 0))`)
    await sql`select ${sql.join(locks)}`.execute(tx)
  },
  singleProcess: false,
}
