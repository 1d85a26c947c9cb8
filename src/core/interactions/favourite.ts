import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Favourite } from '../../db/tables/interactions.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { addToCount } from '../counts/statuses.ts'
import { NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import type { Uris } from '../own-uris.ts'
import { requireActive } from '../policy/active.ts'
import { requireNotBanned } from '../policy/bans.ts'
import { communityIdOf } from '../policy/community.ts'
import { requireConsent } from '../policy/consent.ts'
import { canSee } from '../policy/visible.ts'
import { requireHeld } from '../statuses/hold.ts'
import { findOrRecall } from '../statuses/recall.ts'
import { requireOriginal } from '../statuses/require.ts'

/**
 * Favourites a status. Favouriting it again does nothing (C11). For a boost, the boosted status is favourited.
 * @param options.uri the id of the Like activity if it came from another server
 * @returns the new favourite, or undefined if there already was one
 * @throws NotFound if the status does not exist or the actor may not see it, Forbidden if its author does
 *   not let the actor favourite it, or if the actor is banned from its community
 */
export async function favourite(
  app: App,
  actor: Account,
  statusId: Id,
  { uri, via = 'local' }: { uri?: string; via?: Via } = {},
): Promise<Favourite | undefined> {
  requireActive(actor)
  const status = await requireOriginal(app, actor, statusId)
  await requireConsent(app, actor, status, 'favourite')
  await requireNotBanned(app, actor, communityIdOf(status))
  return app.transaction(async (tx) => {
    if (!status.local) await requireHeld(tx, status)
    const id = tx.ids.next()
    const made = await insertOnce(tx.db, 'favourites', {
      id,
      account_id: actor.id,
      status_id: status.id,
      uri: uri ?? (actor.domain === null ? likeUri(tx.uris, { id, actor, status }) : null),
      created_at: tx.clock.now(),
    })
    if (!made) return undefined
    if (!(await addToCount(tx, status.id, 'favourites_count', +1))) throw new NotFound()
    await tx.emit('status.favourited', { favourite_id: made.id, via })
    return made
  })
}

function likeUri(uris: Uris, { id, actor, status }: { id: Id; actor: Account; status: Status }): string {
  return communityIdOf(status) === null ? uris.fragment(actor.uri, 'likes', id) : uris.like(id)
}

/**
 * Removes a favourite, even if the actor may no longer see the status. Without a favourite it does nothing.
 * @returns whether there was a favourite
 * @throws NotFound if there is no favourite and the actor cannot see such a status
 */
export async function unfavourite(
  app: App,
  actor: Account,
  statusId: Id,
  { via = 'local' }: { via?: Via } = {},
): Promise<boolean> {
  const named = await findOrRecall(app, actor, statusId)
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
