import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'

/** Sets whether others see with which app an account's posts were written. Other servers do not hear of it. */
export async function showApp(app: Pick<App, 'db'>, accountId: Id, shows: boolean): Promise<void> {
  await app.db
    .updateTable('accounts')
    .set((set) => ({ shows_app: shows, revision: set('revision', '+', 1) }))
    .where('id', '=', accountId)
    .where('shows_app', '!=', shows)
    .execute()
}
