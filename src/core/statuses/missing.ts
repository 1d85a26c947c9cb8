import type { Status } from '../../db/tables/statuses.ts'
import type { App } from '../app.ts'

/**
 * Records that the origin answers 404 for a status, which a second 404 confirms (C15). Users do not see this.
 * @param missing_since when the first 404 arrived; null once the origin serves the status again
 */
export async function markMissing(app: App, { id }: Pick<Status, 'id'>, missing_since: number | null): Promise<void> {
  await app.db.updateTable('statuses').set({ missing_since }).where('id', '=', id).execute()
}
