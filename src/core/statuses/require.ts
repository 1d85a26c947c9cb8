/** Finds statuses for a viewer. A status that the viewer may not see counts as missing. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import type { Id } from '../../lib/ids.ts'
import type { App, Reader } from '../app.ts'
import { NotFound } from '../errors.ts'
import { canSee } from '../policy/visible.ts'
import { findStatus } from './find.ts'
import { findOrRecall } from './recall.ts'

type Viewer = Pick<Account, 'id' | 'domain'>

/**
 * The status, if this viewer may see it. For a user here, one that was dropped from the cache comes back.
 * @throws NotFound otherwise, Unavailable if it was dropped and its origin does not answer
 */
export async function requireVisible(app: App, viewer: Viewer | undefined, id: Id): Promise<Status> {
  const status = await findOrRecall(app, viewer, id)
  if (!status || !(await canSee(app, viewer, status))) throw new NotFound()
  return status
}

/**
 * The status that an interaction with this one concerns: the status itself, or the one it boosts.
 * @throws NotFound if the actor may not see it
 */
export async function requireOriginal(app: App, actor: Viewer, id: Id): Promise<Status> {
  const status = await requireVisible(app, actor, id)
  return status.boost_of_id === null ? status : requireVisible(app, actor, status.boost_of_id)
}

/** @throws NotFound if the status does not exist or is not the actor's */
export async function requireOwn(app: Reader, actor: Pick<Account, 'id'>, id: Id): Promise<Status> {
  const status = await findStatus(app, id)
  if (!status || status.account_id !== actor.id) throw new NotFound()
  return status
}
