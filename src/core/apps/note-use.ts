import type { ClientApp } from '../../db/tables/apps.ts'
import type { App } from '../app.ts'

/** Stores that an app was used for the first time. Others are deleted after a while. */
export async function noteFirstUse({ db, clock }: Pick<App, 'db' | 'clock'>, client: ClientApp): Promise<void> {
  if (client.used_at !== null) return
  await db.updateTable('apps').set({ used_at: clock.now() }).where('id', '=', client.id).execute()
}
