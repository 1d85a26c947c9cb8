/** The transactions of an App, with retries, events, jobs and effects that wait for the commit. */
import type { DirectRun } from '../db/dialects/dialect.ts'
import type { IdLease } from '../db/id-lease.ts'
import { enqueueAll } from '../jobs/enqueue.ts'
import type { Job } from '../jobs/job.ts'
import type { App, Reaction, Reactions, Tx } from './app.ts'
import type { EventName, Events } from './events.ts'

const MAX_TRIES = 5

type AppBase = Omit<App, 'transaction'>

interface TransactionParts {
  reactions: Reactions
  /** Called after a commit that stored jobs of this name. */
  wake(job: string): void
  idLease: IdLease | undefined
}

export function transactions(app: AppBase, { reactions, wake, idLease }: TransactionParts): App['transaction'] {
  return async function transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    if (idLease?.isBehind) await idLease.renew()
    for (let attempt = 1; ; attempt++) {
      const after: (() => void)[] = []
      try {
        const result = await app.db
          .transaction()
          .execute((db) => withGuard(app, db, (tx) => work(createTx(tx, db, reactions, after, wake))))
        for (const effect of after) effect()
        return result
      } catch (error) {
        if (attempt === MAX_TRIES || !app.dialect.isRetryable(error)) throw error
      }
    }
  }
}

/** Makes queries fail that run after their transaction has ended, because they would write into another one. */
async function withGuard<T>(app: AppBase, db: App['db'], work: (app: AppBase) => Promise<T>): Promise<T> {
  const { direct } = app
  if (!direct) return work(app)
  let ended = false
  const guarded: DirectRun = (query, inTransaction) => {
    if (ended) throw new Error('A query ran after its transaction had ended')
    return direct(query, inTransaction)
  }
  try {
    return await work({ ...app, db, direct: guarded })
  } finally {
    ended = true
  }
}

function createTx(
  app: AppBase,
  db: App['db'],
  reactions: Reactions,
  after: (() => void)[],
  wake: (job: string) => void,
): Tx {
  const woken = new Set<string>()
  const tx: Tx = {
    ...app,
    db,
    /** A nested transaction is the same transaction. */
    transaction: (work) => work(tx),
    async emit<E extends EventName>(event: E, ids: Events[E]) {
      for (const reaction of reactions[event] as readonly Reaction<E>[]) await reaction(tx, ids)
    },
    async enqueue<P>(job: Job<P, App>, payloads: P | readonly P[], when = {}) {
      const list = (Array.isArray(payloads) ? payloads : [payloads]) as readonly P[]
      await enqueueAll(tx, job, list, { now: app.clock.now(), ...when })
      if (woken.has(job.name) || list.length === 0) return
      woken.add(job.name)
      after.push(() => wake(job.name))
    },
    afterCommit: (effect) => {
      after.push(effect)
    },
    lock: (...keys) => app.dialect.lock(db, keys),
  }
  return tx
}
