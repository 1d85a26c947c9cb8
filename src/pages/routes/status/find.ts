/** Finds the post that an address names, as far as its reader may see it. */
import { acctOf } from '../../../core/accounts/acct.ts'
import { Gone, NotFound } from '../../../core/errors.ts'
import { findOrRecall } from '../../../core/statuses/recall.ts'
import { loadStatuses, type StatusView } from '../../../core/statuses/view.ts'
import { isTombstoned } from '../../../core/tombstones/tombstone.ts'
import { type Id, parseId } from '../../../lib/ids.ts'
import type { Visit } from '../../visit/visit.ts'

/**
 * The post of `/@handle/ID`. Its handle may differ, because handles change: see `isNamedBy`.
 * @throws Gone if it was deleted here, NotFound if it does not exist or this visitor may not see it
 */
export async function findPost(visit: Visit, text: string): Promise<StatusView> {
  const { app, visitor } = visit
  const id = parseId(text)
  if (id === undefined) throw new NotFound('no-public-post')
  if (await isTombstoned(app.db, app.uris.status(id))) throw new Gone('post-deleted')
  const view = (await load(visit, id)) ?? ((await findOrRecall(app, visitor?.account, id)) && (await load(visit, id)))
  if (!view) throw new NotFound(visitor ? 'no-visible-post' : 'no-public-post')
  return view
}

async function load({ app, visitor }: Visit, id: Id): Promise<StatusView | undefined> {
  const [view] = await loadStatuses(app, [id], visitor?.account)
  return view
}

/** Whether this is the handle of the post's author, in this spelling. */
export function isNamedBy({ account }: StatusView, handle: string): boolean {
  return acctOf(account) === handle
}
