import type { Session } from '../../db/tables/sessions.ts'
import type { App } from '../app.ts'

/** Stores that the person in this browser has given the password just now. */
export async function confirmSession({ db, clock }: Pick<App, 'db' | 'clock'>, { id }: Session): Promise<void> {
  await db.updateTable('sessions').set({ confirmed_at: clock.now() }).where('id', '=', id).execute()
}
