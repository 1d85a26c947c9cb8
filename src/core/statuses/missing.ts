import type { Status } from '../../db/tables/statuses.ts'
import type { App } from '../app.ts'

/** Stores since when the origin answers 404 for a status, or null if it is found (C15). Users do not see this. */
export async function markMissing(app: App, { id }: Pick<Status, 'id'>, missing_since: number | null): Promise<void> {
  await app.db.updateTable('statuses').set({ missing_since }).where('id', '=', id).execute()
}
