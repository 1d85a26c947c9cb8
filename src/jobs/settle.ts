/** Decides and writes the outcome of an attempt: the job is deleted, retried later, or parked. */
import type { Kysely } from 'kysely'
import { compiled, type QueryHolder } from '../db/compiled.ts'
import { list } from '../db/query-parameters.ts'
import { id } from '../db/tables/columns.ts'
import type { Database } from '../db/tables/index.ts'
import type { JobRow } from '../db/tables/jobs.ts'
import type { Log } from '../lib/log.ts'
import { GiveUp, RetryLater, type RunnableJob } from './job.ts'

const MAX_ERROR_LENGTH = 500

export type Outcome =
  | { kind: 'done' }
  /** Done, and already acknowledged by the job itself (`finish`). */
  | { kind: 'finished' }
  | { kind: 'retry'; afterMs: number; attempts: number; error: string }
  | { kind: 'dead'; error: string }

/** Decides the outcome from the error that the job threw. */
export function outcomeOf(
  job: Pick<RunnableJob<never>, 'attempts' | 'backoff'>,
  row: JobRow,
  error: unknown,
  random: () => number,
  log: Log,
): Outcome {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, MAX_ERROR_LENGTH)
  if (error instanceof GiveUp) {
    log.info({ job: row.name, id: row.id, reason: message }, 'job given up')
    return { kind: 'done' }
  }
  if (error instanceof RetryLater && !error.countsAsAttempt)
    return { kind: 'retry', afterMs: error.afterMs, attempts: row.attempts - 1, error: message }
  if (row.attempts >= job.attempts) {
    log.error({ job: row.name, id: row.id, attempts: row.attempts, error: message }, 'job parked')
    return { kind: 'dead', error: message }
  }
  const expected = error instanceof RetryLater
  if (!expected)
    log.warn({ job: row.name, id: row.id, attempt: row.attempts, err: error }, 'job failed, will be retried')
  const afterMs = expected ? error.afterMs : job.backoff(row.attempts, random)
  return { kind: 'retry', afterMs, attempts: row.attempts, error: message }
}

const remove = compiled({ ids: list(id()) }, (db, { ids }) => db.deleteFrom('jobs').where('id', 'in', ids))

/** Writes the outcomes of several jobs at once. */
export async function settleAll(
  holder: QueryHolder,
  settled: readonly { row: JobRow; outcome: Outcome }[],
  now: number,
): Promise<void> {
  const done = settled.filter(({ outcome }) => outcome.kind === 'done').map(({ row }) => row.id)
  const others = settled.filter(({ outcome }) => outcome.kind === 'retry' || outcome.kind === 'dead')
  if (done.length > 0) await remove(holder, { ids: done })
  if (others.length === 0) return
  await holder.db.transaction().execute(async (tx) => {
    for (const { row, outcome } of others) await write(tx, row, outcome, now)
  })
}

async function write(tx: Kysely<Database>, row: JobRow, outcome: Outcome, now: number): Promise<void> {
  if (outcome.kind === 'done' || outcome.kind === 'finished') return
  const change = outcome.kind === 'dead' ? { dead_at: now } : retried(row, outcome, now)
  const freed = { last_error: outcome.error, leased_by: null }
  await tx
    .updateTable('jobs')
    .set({ ...change, ...freed })
    .where('id', '=', row.id)
    .execute()
}

function retried(row: JobRow, { afterMs, attempts }: Extract<Outcome, { kind: 'retry' }>, now: number) {
  const wasTried = attempts === row.attempts
  return { run_at: now + afterMs, attempts, ...(wasTried && { first_key: null }) }
}
