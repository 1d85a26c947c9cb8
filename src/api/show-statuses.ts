/** Renders statuses as one viewer sees them. */
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import type { Page } from '../core/page.ts'
import { requireVisible } from '../core/statuses/require.ts'
import { loadStatuses } from '../core/statuses/view.ts'
import type { Viewer } from '../core/tokens/find.ts'
import type { Id } from '../lib/ids.ts'
import type { Json } from '../lib/written-json.ts'
import { renderStatus, type StatusEntity } from './entities/status.ts'
import { pagedReply, type Reply } from './http/reply.ts'

/** In the order of `ids`, without those that the viewer may not see: one bad post never breaks a list. */
export async function showStatuses(
  app: App,
  viewer: Viewer | undefined,
  ids: readonly Id[],
): Promise<Json<StatusEntity>[]> {
  const views = await loadStatuses(app, ids, viewer?.account)
  return views.map((view) => renderStatus(app, view))
}

/** @throws NotFound if the status does not exist or the viewer may not see it */
export async function showStatus(app: App, viewer: Viewer | undefined, id: Id): Promise<Json<StatusEntity>> {
  const [stored] = await showStatuses(app, viewer, [id])
  if (stored) return stored
  // Throws, or brings back what was dropped from the cache.
  const { id: found } = await requireVisible(app, viewer?.account, id)
  const [status] = await showStatuses(app, viewer, [found])
  if (!status) throw new NotFound()
  return status
}

/** @param cursors the ids by which the page was selected, if they are not the statuses' own */
export async function showStatusPage(
  app: App,
  viewer: Viewer | undefined,
  ids: readonly Id[],
  page: Page,
  cursors: readonly Id[] = ids,
): Promise<Reply<Json<StatusEntity>[]>> {
  return pagedReply(await showStatuses(app, viewer, ids), cursors, page)
}
