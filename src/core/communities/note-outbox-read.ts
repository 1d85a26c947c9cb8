import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

/** Notes that the newest posts of a community have been read just now. */
export async function noteOutboxRead({ db, clock }: Pick<App, 'db' | 'clock'>, communityId: Id): Promise<void> {
  await db.updateTable('accounts').set({ outbox_read_at: clock.now() }).where('id', '=', communityId).execute()
}
