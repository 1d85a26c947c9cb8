/**
 * The reader. SQLite runs on the thread of the event loop, so a request or job that makes many queries would keep
 * everybody else waiting. After `MAX_TURN_MS` of reading, a query waits for the next turn of the event loop.
 */
import type { CompiledQuery, QueryResult } from 'kysely'
import type { SqliteSession } from './sqlite-session.ts'

/** From the first query of a turn, including the work between its queries. One query can take longer. */
const MAX_TURN_MS = 10

export class SqliteReader {
  readonly #session: SqliteSession
  /** When the first query of this turn began; undefined if there was none. */
  #turnBegan: number | undefined
  #nextTurn = Promise.resolve()

  constructor(session: SqliteSession) {
    this.#session = session
  }

  run<R>(query: CompiledQuery): QueryResult<R> | Promise<QueryResult<R>> {
    if (this.#turnIsLong()) return this.#runLater<R>(query)
    if (this.#turnBegan === undefined) this.#beginTurn()
    return this.#session.run<R>(query)
  }

  close(): void {
    this.#session.close()
  }

  async #runLater<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.#nextTurn
    return this.run<R>(query)
  }

  #turnIsLong(): boolean {
    return this.#turnBegan !== undefined && performance.now() - this.#turnBegan >= MAX_TURN_MS
  }

  #beginTurn(): void {
    this.#turnBegan = performance.now()
    this.#nextTurn = new Promise((resolve) =>
      setImmediate(() => {
        this.#turnBegan = undefined
        resolve()
      }),
    )
  }
}
