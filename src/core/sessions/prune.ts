/** Deletes sessions that nobody has used for a long time, sign-ins that were not completed, and forgotten browsers. */
import type { Scheduled } from '../../jobs/schedule.ts'
import { HOUR } from '../../lib/durations.ts'
import type { App } from '../app.ts'
import { deleteInBatches } from '../delete-in-batches.ts'
import { signInRecordsKeptMs } from './kept.ts'
import { PENDING_VALID_MS } from './pending.ts'

export const pruneSessions: Scheduled<App> = {
  name: 'pruneSessions',
  everyMs: HOUR,
  async run(app) {
    const now = app.clock.now()
    const unusedSince = now - signInRecordsKeptMs(app)
    await pruneUnused(app, unusedSince)
    await prunePending(app, now - PENDING_VALID_MS)
    await pruneDevices(app, unusedSince)
  },
}

function pruneUnused({ db }: App, before: number): Promise<void> {
  const unused = db.selectFrom('sessions').select('id').where('last_used_at', '<', before)
  return deleteInBatches((limit) => db.deleteFrom('sessions').where('id', 'in', unused.limit(limit)))
}

function prunePending({ db }: App, before: number): Promise<void> {
  const late = db.selectFrom('pending_sign_ins').select('token_hash').where('created_at', '<', before)
  return deleteInBatches((limit) => db.deleteFrom('pending_sign_ins').where('token_hash', 'in', late.limit(limit)))
}

function pruneDevices({ db }: App, before: number): Promise<void> {
  const forgotten = db
    .selectFrom('sign_in_devices')
    .select(['user_id', 'device_hash'])
    .where('last_used_at', '<', before)
  return deleteInBatches((limit) =>
    db
      .deleteFrom('sign_in_devices')
      .where(({ eb, refTuple }) =>
        eb(refTuple('user_id', 'device_hash'), 'in', forgotten.limit(limit).$asTuple('user_id', 'device_hash')),
      ),
  )
}
