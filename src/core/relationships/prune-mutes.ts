import type { Scheduled } from '../../jobs/schedule.ts'
import { MINUTE } from '../../lib/durations.ts'
import type { App } from '../app.ts'

const PRUNE_EVERY_MS = MINUTE

/** Deletes expired mutes. Queries already ignore them (`policy/mutes.ts`). */
export const pruneMutes: Scheduled<App> = {
  name: 'pruneMutes',
  everyMs: PRUNE_EVERY_MS,
  run: deleteExpiredMutes,
}

export async function deleteExpiredMutes(app: Pick<App, 'db' | 'clock'>): Promise<void> {
  await app.db.deleteFrom('mutes').where('expires_at', '<=', app.clock.now()).execute()
}
