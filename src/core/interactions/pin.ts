import { insertOnce } from '../../db/insert-once.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Tx } from '../app.ts'
import { Invalid, NotFound } from '../errors.ts'
import type { Via } from '../events.ts'
import { canPin } from '../policy/pins.ts'
import { findStatus } from '../statuses/find.ts'
import { requireHeld } from '../statuses/hold.ts'
import { MAX_PINS, MAX_REMOTE_PINS } from '../statuses/limits.ts'

/**
 * Pins a status of the actor to its profile, or a topic to its community. Pinning it again does nothing.
 * @throws NotFound if it is neither, Invalid if it is direct or a boost, or there are too many pins
 */
export async function pin(
  app: App,
  actor: Account,
  statusId: Id,
  { via = 'local' }: { via?: Via } = {},
): Promise<void> {
  await app.transaction(async (tx) => {
    const status = await requirePinnable(tx, actor, statusId)
    if (status.boost_of_id !== null) throw new Invalid('pin-boost')
    if (status.visibility === 'direct') throw new Invalid('pin-direct')
    await requireHeld(tx, status)
    await tx.lock(`pins:${actor.id}`)
    const pinned = await tx.db.selectFrom('pins').select('status_id').where('account_id', '=', actor.id).execute()
    if (pinned.some((row) => row.status_id === status.id)) return
    if (pinned.length >= (via === 'local' ? MAX_PINS : MAX_REMOTE_PINS)) throw new Invalid('pin-limit')
    const row = { id: tx.ids.next(), account_id: actor.id, status_id: status.id, created_at: tx.clock.now() }
    if (await insertOnce(tx.db, 'pins', row))
      await tx.emit('status.pinned', { account_id: actor.id, status_id: status.id, via })
  })
}

/**
 * @returns false if it was not pinned
 * @throws NotFound as for a new pin
 */
export async function unpin(
  app: App,
  actor: Account,
  statusId: Id,
  { via = 'local' }: { via?: Via } = {},
): Promise<boolean> {
  return app.transaction(async (tx) => {
    await requirePinnable(tx, actor, statusId)
    if (!(await removePin(tx, actor.id, statusId))) return false
    await tx.emit('status.unpinned', { account_id: actor.id, status_id: statusId, via })
    return true
  })
}

async function requirePinnable(tx: Tx, actor: Account, statusId: Id): Promise<Status> {
  const status = await findStatus(tx, statusId)
  if (!status || !canPin(actor, status)) throw new NotFound()
  return status
}

/** @returns whether it was pinned */
export async function removePin(tx: Tx, accountId: Id, statusId: Id): Promise<boolean> {
  const removed = await tx.db
    .deleteFrom('pins')
    .where('account_id', '=', accountId)
    .where('status_id', '=', statusId)
    .executeTakeFirst()
  return removed.numDeletedRows > 0n
}
