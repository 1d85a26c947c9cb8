import type { Status } from '../../db/tables/statuses.ts'
import type { App } from '../app.ts'

/** Notes since when the origin has not found a status (C15); null: it is there. Nothing of it is shown. */
export async function markMissing(app: App, { id }: Pick<Status, 'id'>, missing_since: number | null): Promise<void> {
  await app.db.updateTable('statuses').set({ missing_since }).where('id', '=', id).execute()
}
