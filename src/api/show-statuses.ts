/** From ids to what this viewer sees. */
import type { App } from '../core/app.ts'
import { NotFound } from '../core/errors.ts'
import type { Page } from '../core/page.ts'
import { loadStatuses } from '../core/statuses/view.ts'
import type { Viewer } from '../core/tokens/find.ts'
import type { Id } from '../lib/ids.ts'
import type { Json } from '../lib/written-json.ts'
import { renderStatus, type StatusEntity } from './entities/status.ts'
import { pagedReply, type Reply } from './http/reply.ts'

/** In their order; what the viewer may not see is left out (R-95: one bad post never breaks a list). */
export async function showStatuses(
  app: App,
  viewer: Viewer | undefined,
  ids: readonly Id[],
): Promise<Json<StatusEntity>[]> {
  const views = await loadStatuses(app, ids, viewer?.account)
  return views.map((view) => renderStatus(app, view))
}

/** @throws NotFound when it is not there, or not for this viewer */
export async function showStatus(app: App, viewer: Viewer | undefined, id: Id): Promise<Json<StatusEntity>> {
  const [status] = await showStatuses(app, viewer, [id])
  if (!status) throw new NotFound()
  return status
}

/** @param cursors what the page was cut by, when that is not the statuses' ids */
export async function showStatusPage(
  app: App,
  viewer: Viewer | undefined,
  ids: readonly Id[],
  page: Page,
  cursors: readonly Id[] = ids,
): Promise<Reply<Json<StatusEntity>[]>> {
  return pagedReply(await showStatuses(app, viewer, ids), cursors, page)
}
