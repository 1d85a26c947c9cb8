/**
 * The single writer, with group commit: transactions that arrive together run one after the other as savepoints of one
 * transaction and share its fsync. None returns before that fsync, and one that fails rolls back only itself. An
 * ordinary disk does a few hundred fsyncs per second, so group commit lets a small machine store thousands of
 * activities per second durably.
 */
import type { SqliteSession } from './sqlite-session.ts'

const MAX_GROUP_SIZE = 128
/** Reached only while writers are queueing. Fewer fsyncs then serve all of them sooner. */
const MAX_GROUP_MS = 20

interface Waiting {
  resolve(): void
  reject(error: unknown): void
}

export class SqliteWriter {
  readonly session: SqliteSession
  /** Writers waiting for their turn, in order. */
  readonly #queue: (() => void)[] = []
  /** Writers that are done and wait for the shared commit. */
  #members: Waiting[] = []
  #held = false
  #groupOpen = false
  #groupSince = 0
  #flushScheduled = false
  #lastGroupSize = 0

  constructor(session: SqliteSession) {
    this.session = session
  }

  /** Waits for the writer and opens a savepoint. */
  async openSavepoint(): Promise<void> {
    await this.#take()
    this.session.exec('SAVEPOINT member')
  }

  /** Releases the savepoint. Resolves once the group is on disk. */
  releaseSavepoint(): Promise<void> {
    this.session.exec('RELEASE member')
    return this.#joinCommit()
  }

  /** Rolls back to the savepoint. */
  rollBackSavepoint(): void {
    if (this.session.file.isTransaction) {
      this.session.exec('ROLLBACK TO member')
      this.session.exec('RELEASE member')
    } else {
      this.#failGroup(this.session.lastError)
    }
    this.#passOn()
  }

  /** Runs a single write, which is atomic and needs no savepoint. */
  async statement<T>(run: (session: SqliteSession) => T): Promise<T> {
    await this.#take()
    let result: T
    try {
      result = run(this.session)
    } catch (error) {
      if (!this.session.file.isTransaction) this.#failGroup(error)
      this.#passOn()
      throw error
    }
    await this.#joinCommit()
    return result
  }

  async close(): Promise<void> {
    await this.#take()
    if (this.#groupOpen) this.#flush()
    this.session.close()
  }

  async #take(): Promise<void> {
    if (this.#held) await new Promise<void>((resolve) => this.#queue.push(resolve))
    this.#held = true
    if (this.#groupOpen) return
    try {
      this.session.exec('BEGIN IMMEDIATE')
    } catch (error) {
      this.#passOn()
      throw error
    }
    this.#groupOpen = true
    this.#groupSince = performance.now()
  }

  #joinCommit(): Promise<void> {
    const joined = new Promise<void>((resolve, reject) => this.#members.push({ resolve, reject }))
    this.#passOn()
    return joined
  }

  /** Commits a full group. The event loop then turns once before the next one, so that a long queue does not stop it. */
  #passOn(): void {
    if (this.#groupOpen && this.#groupIsFull()) {
      this.#flush()
      setImmediate(() => this.#takeNext())
    } else this.#takeNext()
  }

  /** Passes the writer to the next in the queue, or schedules the commit if the queue is empty. */
  #takeNext(): void {
    const next = this.#queue.shift()
    if (next) next()
    else this.#scheduleFlush()
  }

  /**
   * Schedules the commit, since the queue is empty. A lone writer does not wait. If the last group had several members,
   * others get another turn of the event loop to join, since one fsync costs as much as many small writes.
   */
  #scheduleFlush(): void {
    this.#held = false
    if (this.#flushScheduled) return
    this.#flushScheduled = true
    const flush = () => {
      this.#flushScheduled = false
      if (!this.#held && this.#groupOpen) this.#flush()
    }
    if (this.#lastGroupSize > 1) setImmediate(() => setImmediate(flush))
    else setImmediate(flush)
  }

  #groupIsFull(): boolean {
    return this.#members.length >= MAX_GROUP_SIZE || performance.now() - this.#groupSince >= MAX_GROUP_MS
  }

  #flush(): void {
    const members = this.#members
    this.#members = []
    this.#groupOpen = false
    this.#lastGroupSize = members.length
    try {
      this.session.exec('COMMIT')
      for (const member of members) member.resolve()
    } catch (error) {
      if (this.session.file.isTransaction) this.session.exec('ROLLBACK')
      for (const member of members) member.reject(error)
    }
  }

  #failGroup(error: unknown): void {
    const members = this.#members
    this.#members = []
    this.#groupOpen = false
    for (const member of members) member.reject(error)
  }
}
