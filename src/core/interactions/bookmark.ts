import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import { canSee } from '../policy/visible.ts'
import { requireHeld } from '../statuses/hold.ts'
import { findOrRecall } from '../statuses/recall.ts'
import { requireOriginal } from '../statuses/require.ts'

/**
 * Bookmarks a status, which notifies nobody. Bookmarking it again does nothing.
 * @throws NotFound if the actor may not see it
 */
export async function bookmark(app: App, actor: Account, statusId: Id): Promise<void> {
  const status = await requireOriginal(app, actor, statusId)
  await app.transaction(async (tx) => {
    await requireHeld(tx, status)
    const row = { id: tx.ids.next(), account_id: actor.id, status_id: status.id, created_at: tx.clock.now() }
    const made = await insertOnce(tx.db, 'bookmarks', row)
    if (made) await tx.emit('status.bookmarked', { status_id: status.id, via: 'local' })
  })
}

/**
 * Removes a bookmark, even if the actor may no longer see the status.
 * @throws NotFound if there is no bookmark and the actor cannot see such a status
 */
export async function unbookmark(app: App, actor: Account, statusId: Id): Promise<void> {
  const status = await findOrRecall(app, actor, statusId)
  if (!status) throw new NotFound()
  const removed = await app.db
    .deleteFrom('bookmarks')
    .where('account_id', '=', actor.id)
    .where('status_id', '=', status.boost_of_id ?? status.id)
    .returning('id')
    .executeTakeFirst()
  if (!removed && !(await canSee(app, actor, status))) throw new NotFound()
}
