import type { QueryHolder } from '../db/compiled.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { LEASE_MS } from './claim.ts'
import type { JobRun } from './job.ts'

interface Holder extends QueryHolder {
  clock: Clock
  log: Log
}

/** Renews the lease of a running job for as long as `work` takes. For work that one lease may not cover, like a film. */
export async function keepLease<T>(holder: Holder, { id }: Pick<JobRun, 'id'>, work: () => Promise<T>): Promise<T> {
  const { clock, db, log } = holder
  let isOver = false
  let cancel = () => {}
  const renew = () => {
    cancel = clock.timer(LEASE_MS / 4, () => {
      db.updateTable('jobs')
        .set({ run_at: clock.now() + LEASE_MS })
        .where('id', '=', id)
        .execute()
        .catch((err) => log.warn({ err, id }, 'could not renew the lease of a job'))
        .finally(() => isOver || renew())
    })
  }
  renew()
  try {
    return await work()
  } finally {
    isOver = true
    cancel()
  }
}
