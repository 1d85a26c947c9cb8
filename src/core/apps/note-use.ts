/** Stores what keeps an app from being deleted (`prune.ts`). */
import type { ClientApp } from '../../db/tables/apps.ts'
import { DAY } from '../../lib/durations.ts'
import type { App } from '../app.ts'

type Clocked = Pick<App, 'db' | 'clock'>

/** A person allows the app, for the first time. */
export async function noteAllowed({ db, clock }: Clocked, client: ClientApp): Promise<void> {
  if (client.allowed_at !== null) return
  await db.updateTable('apps').set({ allowed_at: clock.now() }).where('id', '=', client.id).execute()
}

/** The app asks for a token of its own, or calls with one. Stored once a day. */
export async function noteOwnUse({ db, clock }: Clocked, client: ClientApp): Promise<void> {
  const now = clock.now()
  if (client.used_at !== null && now - client.used_at < DAY) return
  await db.updateTable('apps').set({ used_at: now }).where('id', '=', client.id).execute()
}
