import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Favourite } from '../../db/tables/interactions.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { addToCount } from '../counts/statuses.ts'
import { Forbidden, NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { isActive } from '../policy/active.ts'
import { canSee } from '../policy/visible.ts'
import { findStatus } from '../statuses/find.ts'
import { requireOriginal } from '../statuses/require.ts'

/**
 * Likes a status; again does nothing (C11). A boost stands for what it boosts.
 * @param options.uri the id of the Like activity, when it came from another server
 * @returns the new favourite, or undefined when it was no news
 * @throws NotFound when the actor may not see the status, or if there is none
 */
export async function favourite(
  app: App,
  actor: Account,
  statusId: Id,
  { uri, via = 'local' }: { uri?: string; via?: Via } = {},
): Promise<Favourite | undefined> {
  if (!isActive(actor)) throw new Forbidden('account-inactive')
  const status = await requireOriginal(app, actor, statusId)
  return app.transaction(async (tx) => {
    const id = tx.ids.next()
    const made = await insertOnce(tx.db, 'favourites', {
      id,
      account_id: actor.id,
      status_id: status.id,
      uri: uri ?? (actor.domain === null ? tx.uris.fragment(actor.uri, 'likes', id) : null),
      created_at: tx.clock.now(),
    })
    if (!made) return undefined
    await addToCount(tx, status.id, 'favourites_count', +1)
    await tx.emit('status.favourited', { favourite_id: made.id, via })
    return made
  })
}

/**
 * Takes a favourite back; nothing happens when there is none. Also of a status that the actor may no longer see.
 * @returns whether there was one
 * @throws NotFound when there is no such status for this actor, and no favourite either
 */
export async function unfavourite(
  app: App,
  actor: Account,
  statusId: Id,
  { via = 'local' }: { via?: Via } = {},
): Promise<boolean> {
  const named = await findStatus(app, statusId)
  if (!named) throw new NotFound()
  const originalId = named.boost_of_id ?? named.id
  const removed = await app.transaction((tx) => remove(tx, actor, originalId, via))
  if (!removed && !(await canSee(app, actor, named))) throw new NotFound()
  return removed
}

async function remove(tx: Tx, actor: Account, statusId: Id, via: Via): Promise<boolean> {
  const row = await tx.db
    .deleteFrom('favourites')
    .where('account_id', '=', actor.id)
    .where('status_id', '=', statusId)
    .returning(['id', 'uri'])
    .executeTakeFirst()
  if (!row) return false
  await addToCount(tx, statusId, 'favourites_count', -1)
  const about = { favourite_id: row.id, account_id: actor.id, status_id: statusId, uri: row.uri, via }
  await tx.emit('status.unfavourited', about)
  return true
}
