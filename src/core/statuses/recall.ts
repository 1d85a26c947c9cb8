/** Brings back posts of other servers that were dropped from the cache, when somebody here asks for them. */
import type { Account } from '../../db/tables/accounts.ts'
import type { DroppedStatus } from '../../db/tables/dropped.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { findDropped } from '../dropped/find.ts'
import { AtollError, Gone, Unavailable } from '../errors.ts'
import { findStatus } from './find.ts'
import { removeDropped } from './remove-dropped.ts'

/** Who asks: an account, or undefined for the public. */
type Asker = Pick<Account, 'domain'> | undefined

/**
 * Finds a status, if need be at its origin. Only users here may cause that request, and not in a transaction.
 * @throws Unavailable if its origin does not answer
 */
export async function findOrRecall(app: App, asker: Asker, id: Id): Promise<Status | undefined> {
  const status = await findStatus(app, id)
  if (status || asker?.domain !== null || app.db.isTransaction) return status
  const dropped = await findDropped(app, id)
  return dropped && recall(app, dropped)
}

/** @returns undefined if its origin no longer shows it */
async function recall(app: App, dropped: DroppedStatus): Promise<Status | undefined> {
  try {
    const status = await app.remote.recall(dropped.uri)
    return status.id === dropped.id ? status : undefined
  } catch (error) {
    if (!(error instanceof AtollError) || error instanceof Unavailable) throw error
    if (error instanceof Gone) await app.transaction((tx) => removeDropped(tx, dropped))
    return undefined
  }
}
