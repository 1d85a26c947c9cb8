/** A job is durable work with retries. Slow work, and work that needs another server, runs as jobs. */
import type { z } from 'zod'

/** Returns the milliseconds before the next attempt, given the number of failed attempts (1, 2, …). */
export type Backoff = (attempts: number, random: () => number) => number

/** Starts at most `jobs` jobs every `turns` turns of the event loop. */
interface Pace {
  jobs: number
  turns: number
}

export interface JobOptions<P, A> {
  payload: z.ZodType<P>
  /** Attempts before the job is parked for an administrator to look at. */
  attempts: number
  backoff: Backoff
  /** How many jobs of this name may run at once in one process. */
  concurrency: number
  /** Limits how fast jobs start while something else is more urgent; undefined for no limit. */
  pace?(app: A): Pace | undefined
  /** The order key: jobs with the same key run one at a time, in the order in which they were enqueued. */
  inOrder?(payload: P): string
  /**
   * A second order key, for first attempts only: they are made one at a time, in the order in which the jobs were
   * enqueued. A job that must be retried lets later ones pass.
   */
  firstInOrder?(payload: P): string | undefined
  /** The lane of a job, usually a host. At most `perLane` jobs of a lane run at once in one process. */
  lane?(payload: P): string
  perLane?: number
}

/** `A` is the type of the first argument of `run`, the App, which this folder knows nothing about. */
export interface Job<P, A> extends JobOptions<P, A> {
  readonly name: string
  /**
   * The job is done when this returns, and retried when it throws anything but `GiveUp`. Only the result `FINISHED`
   * matters.
   */
  run(app: A, payload: P, jobRun: JobRun): Promise<unknown>
}

/** A job as the worker sees it, which validates any payload before running the job. */
export interface RunnableJob<A>
  extends Pick<Job<never, A>, 'name' | 'attempts' | 'backoff' | 'concurrency' | 'pace' | 'perLane' | 'run'> {
  payload: z.ZodType<unknown>
}

export interface JobRun {
  id: number
  /** 1 for the first attempt. */
  attempt: number
  createdAt: number
  /** Whether the process is about to end. Long work then calls `yieldToStop`. */
  isStopping?(): boolean
}

/**
 * Ends a job between two of its batches if the process is about to end. It goes on after the next start.
 * @throws RetryLater
 */
export function yieldToStop(run: JobRun): void {
  if (run.isStopping?.()) throw new RetryLater(0, 'the server was stopped', { countsAsAttempt: false })
}

export function job<P, A>(name: string, options: JobOptions<P, A>, run: Job<P, A>['run']): Job<P, A> {
  return { name, ...options, run }
}

/**
 * The result of a job that called `finish` in the transaction of its effect. The worker does not acknowledge it again.
 */
export const FINISHED = Symbol('finished')

/** Thrown by a job to be retried after a certain time, such as one that the other server asked for. */
export class RetryLater extends Error {
  readonly afterMs: number
  /** False if the attempt does not count, as when waiting for another server to recover. */
  readonly countsAsAttempt: boolean
  constructor(afterMs: number, why: string, { countsAsAttempt = true } = {}) {
    super(why)
    this.afterMs = afterMs
    this.countsAsAttempt = countsAsAttempt
  }
}

/** Thrown by a job that no further attempt can complete. The job is deleted and the reason logged. */
export class GiveUp extends Error {}

/**
 * Exponential backoff: `first` milliseconds, then twice, four times as long and so on, at most `max`.
 * @param options.jitter each pause is randomly lengthened or shortened by up to this fraction of itself
 */
export function doubling(first: number, { max, jitter }: { max: number; jitter: number }): Backoff {
  return (attempts, random) => {
    const plain = Math.min(first * 2 ** (attempts - 1), max)
    return Math.round(plain * (1 + jitter * (2 * random() - 1)))
  }
}
