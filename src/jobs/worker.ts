/** Claims jobs in batches, runs many at once, and acknowledges them in batches. Knows no job by name. */
import type { QueryHolder } from '../db/compiled.ts'
import type { Dialect } from '../db/dialects/dialect.ts'
import type { JobRow } from '../db/tables/jobs.ts'
import type { Clock } from '../lib/clock.ts'
import { SECOND } from '../lib/durations.ts'
import type { Log } from '../lib/log.ts'
import { claim, releaseLeases } from './claim.ts'
import type { RunnableJob } from './job.ts'
import { runJob } from './run-job.ts'
import { RunningJobs } from './running-jobs.ts'
import { type Scheduled, takeDue } from './schedule.ts'
import { type Outcome, settleAll } from './settle.ts'

/** How often a worker looks for jobs that have become due or that other processes enqueued. */
const POLL_MS = SECOND
const STOP_GRACE_MS = 10 * SECOND

interface WorkerParts<A> extends QueryHolder {
  app: A
  dialect: Dialect
  clock: Clock
  log: Log
  random(): number
  /** The name of this process in leases. */
  owner: string
  jobs: readonly RunnableJob<A>[]
  schedule: readonly Scheduled<A>[]
}

export class Worker<A> implements AsyncDisposable {
  readonly #parts: WorkerParts<A>
  readonly #jobs: readonly RunnableJob<A>[]
  readonly #running = new RunningJobs()
  #settled: { row: JobRow; outcome: Outcome }[] = []
  #inFlight = new Set<Promise<void>>()
  #flushing: Promise<void> | undefined
  #pumping: Promise<number> | undefined
  /** Names of jobs that may have become due. */
  readonly #due = new Set<string>()
  #started = false
  #draining = 0
  #stopped = false
  #cancelPoll: (() => void) | undefined

  constructor(parts: WorkerParts<A>) {
    this.#parts = parts
    this.#jobs = parts.jobs
    const names = parts.jobs.map((job) => job.name)
    const twice = names.find((name, at) => names.indexOf(name) !== at)
    if (twice) throw new Error(`Two jobs are named ${twice}`)
  }

  /** Starts taking jobs. @throws Error if the database holds a job that this version does not know */
  async start(): Promise<void> {
    const { db, dialect, clock } = this.#parts
    await this.#refuseUnknownJobs()
    if (dialect.singleProcess) await releaseLeases(db, clock.now())
    this.#started = true
    this.#poll()
  }

  /** Called after a commit that enqueued jobs of this name. */
  wake(job: string): void {
    if ((this.#started || this.#draining > 0) && !this.#stopped) void this.#pump([job])
  }

  /**
   * Runs all due jobs, and those that they enqueue, until none is left. For tests and one-shot commands.
   * @returns how many ran
   */
  async drain(): Promise<number> {
    this.#draining++
    try {
      let total = 0
      for (;;) {
        await this.#runSchedule()
        // A job that ends meanwhile may free its lane, or the next job of its order key.
        const wasBusy = this.#inFlight.size > 0 || this.#flushing !== undefined
        const claimed = await this.#pump()
        await this.#idle()
        total += claimed
        if (claimed === 0 && !wasBusy) return total
      }
    } finally {
      this.#draining--
    }
  }

  /** Claims no more jobs and gives running ones some time to finish; long ones end after a batch. Others run again when their lease ends. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    this.#cancelPoll?.()
    const finished = this.#pumping?.catch(() => {}).then(() => this.#idle()) ?? this.#idle()
    const grace = new AbortController()
    const over = this.#parts.clock.sleep(STOP_GRACE_MS, grace.signal).catch(() => {})
    await Promise.race([finished, over])
    grace.abort()
  }

  async #refuseUnknownJobs(): Promise<void> {
    const rows = await this.#parts.db.selectFrom('jobs').select('name').distinct().execute()
    const unknown = rows.map((row) => row.name).filter((name) => !this.#jobs.some((job) => job.name === name))
    if (unknown.length > 0)
      throw new Error(`The database holds jobs that this version does not know: ${unknown.join(', ')}`)
  }

  #poll(): void {
    if (this.#stopped) return
    this.#cancelPoll = this.#parts.clock.timer(POLL_MS, () => {
      this.#runSchedule()
        .then(() => this.#pump())
        .catch((err) => this.#parts.log.error({ err }, 'could not look for due jobs'))
        .finally(() => this.#poll())
    })
  }

  async #runSchedule(): Promise<void> {
    const { app, db, clock, schedule, log } = this.#parts
    for (const task of await takeDue(db, schedule, clock.now())) {
      await task.run(app).catch((err) => log.error({ err, task: task.name }, 'scheduled task failed'))
    }
  }

  /**
   * Starts as many of these jobs as may run. Calls during a round cause another round.
   * @returns how many were started
   */
  #pump(names: readonly string[] = this.#jobs.map((job) => job.name)): Promise<number> {
    for (const name of names) this.#due.add(name)
    this.#pumping ??= this.#rounds().finally(() => {
      this.#pumping = undefined
    })
    return this.#pumping
  }

  async #rounds(): Promise<number> {
    let [started, turns] = [0, 1]
    while (this.#due.size > 0 && !this.#stopped) {
      for (let turn = 0; turn < turns; turn++) await endOfTurn()
      const looked = this.#jobs.filter((job) => this.#due.has(job.name))
      this.#due.clear()
      const paces = looked.map((job) => job.pace?.(this.#parts.app))
      for (const [at, job] of looked.entries()) started += await this.#fill(job, paces[at]?.jobs)
      turns = Math.max(1, ...paces.map((pace) => pace?.turns ?? 1))
    }
    return started
  }

  /** Claims and starts jobs. @param most the limit on how many start now */
  async #fill(job: RunnableJob<A>, most = job.concurrency): Promise<number> {
    const { dialect, clock, owner, log } = this.#parts
    const free = this.#running.free(job)
    if (free <= 0) return 0
    const limit = Math.min(free, most)
    const rows = await claim(this.#parts, dialect, {
      name: job.name,
      limit,
      owner,
      now: clock.now(),
      lanes: this.#running.lanesOf(job),
    }).catch((err) => {
      log.error({ err, job: job.name }, 'could not claim jobs')
      return []
    })
    for (const row of rows) this.#start(job, row)
    if (rows.length === limit && limit < free) this.#due.add(job.name)
    return rows.length
  }

  #start(job: RunnableJob<A>, row: JobRow): void {
    this.#running.add(row)
    const run = runJob({ ...this.#parts, isStopping: () => this.#stopped }, job, row).then((outcome) => {
      this.#inFlight.delete(run)
      this.#settled.push({ row, outcome })
      this.#flushing ??= this.#flush()
    })
    this.#inFlight.add(run)
  }

  /** Acknowledges the finished jobs together. They count as running until then, to keep the order within a key. */
  async #flush(): Promise<void> {
    await endOfTurn()
    const { clock, log } = this.#parts
    const batch = this.#settled
    this.#settled = []
    try {
      await settleAll(this.#parts, batch, clock.now())
    } catch (err) {
      log.error({ err, jobs: batch.length }, 'could not acknowledge jobs, they will run again when their lease ends')
    }
    for (const { row } of batch) this.#running.delete(row)
    this.#flushing = this.#settled.length > 0 ? this.#flush() : undefined
    for (const name of new Set(batch.map(({ row }) => row.name))) this.wake(name)
  }

  async #idle(): Promise<void> {
    while (this.#inFlight.size > 0 || this.#flushing) {
      await Promise.all([...this.#inFlight])
      await this.#flushing
    }
  }
}

/** Waits for the next turn of the event loop, so that everything that happens in this one is handled together. */
function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
