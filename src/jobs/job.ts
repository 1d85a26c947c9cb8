/** A job: durable work with retries. Everything slow or foreign is one. */
import type { z } from 'zod'

/** Milliseconds before the next try, for the given number of tries that failed already (1, 2, …). */
export type Backoff = (attempts: number, random: () => number) => number

/** So many at a time, and so many turns of the event loop from one time to the next. */
interface Pace {
  jobs: number
  turns: number
}

export interface JobOptions<P, A> {
  payload: z.ZodType<P>
  /** Tries before the job is parked for a person to look at. */
  attempts: number
  backoff: Backoff
  /** How many of this kind run at once in one process. */
  concurrency: number
  /** How fast they may start while something else is more urgent; undefined: all at once. */
  pace?(app: A): Pace | undefined
  /** Jobs with the same key run one after the other, in the order in which they were enqueued. */
  inOrder?(payload: P): string
  /** Jobs of one lane, usually a host, share `perLane` places. */
  lane?(payload: P): string
  perLane?: number
}

/** `A` is what its function gets first: the App (jobs knows nothing of it). */
export interface Job<P, A> extends JobOptions<P, A> {
  readonly name: string
  /** Done when it returns; tried again when it throws, unless it throws `GiveUp`. @returns of interest only if `FINISHED` */
  run(app: A, payload: P, about: JobRun): Promise<unknown>
}

/** Any job, as the worker sees it: whatever its payload is, it reads it first. */
export interface RunnableJob<A>
  extends Pick<Job<never, A>, 'name' | 'attempts' | 'backoff' | 'concurrency' | 'pace' | 'perLane' | 'run'> {
  payload: z.ZodType<unknown>
}

export interface JobRun {
  id: number
  /** 1 at the first try. */
  attempt: number
  createdAt: number
}

export function job<P, A>(name: string, options: JobOptions<P, A>, run: Job<P, A>['run']): Job<P, A> {
  return { name, ...options, run }
}

/** What a job returns that has ended itself in the transaction of its effect (`finish`): nothing is left to acknowledge. */
export const FINISHED = Symbol('finished')

/** Thrown by a job: try again at the time that the other side asked for, or when a condition may have changed. */
export class RetryLater extends Error {
  readonly afterMs: number
  /** False: waiting for another server to recover does not use up a try. */
  readonly countsAsAttempt: boolean
  constructor(afterMs: number, why: string, { countsAsAttempt = true } = {}) {
    super(why)
    this.afterMs = afterMs
    this.countsAsAttempt = countsAsAttempt
  }
}

/** Thrown by a job: no further try can help. The job is dropped, and logged with the reason. */
export class GiveUp extends Error {}

/** `first`, twice that, four times that … at most `max`, each moved by up to ± `jitter` of itself. All in milliseconds. */
export function doubling(first: number, { max, jitter }: { max: number; jitter: number }): Backoff {
  return (attempts, random) => {
    const plain = Math.min(first * 2 ** (attempts - 1), max)
    return Math.round(plain * (1 + jitter * (2 * random() - 1)))
  }
}
