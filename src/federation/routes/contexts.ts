/** Conversations that began on this server, to which the `context` of their posts refers (E-58). */
import type { JsonObject } from '../../activitypub/read.ts'
import { renderCollection, renderCollectionPage } from '../../activitypub/render-collection.ts'
import { findAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isOpen } from '../../core/policy/open.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import { listOpenConversation } from '../../core/threads/list-open.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import type { Id } from '../../lib/ids.ts'
import { withContext } from '../objects/json-ld.ts'
import { activityAnswer, notFound } from './answer.ts'
import { requestedPage } from './cursor.ts'
import { requestedStatus } from './requested-object.ts'

const PAGE_SIZE = 60

export function contextRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /ap/contexts/:id', 'document', (routed) => showContext(app, routed))
}

/** Shows a conversation under the id of its first status. If that status is not open, the answer is 404 (R-52). */
async function showContext(app: App, routed: Routed<'id'>): Promise<Answer> {
  const page = requestedPage(new URLSearchParams(routed.request.query))
  const found = await requestedStatus(app, routed)
  const first = found instanceof Answer ? undefined : found.row
  if (found instanceof Answer && found.status !== 410) return found
  if (!first || !isOpen(first) || first.conversation_id !== first.id || first.boost_of_id !== null) return notFound()
  const author = await findAccount(app, first.account_id)
  if (!author) return notFound()
  const items = await contextPage(app, first, page?.minId)
  if (page) return activityAnswer(app, withContext(items))
  const collection = { id: app.uris.context(first.id), attributedTo: author.uri, first: items }
  return activityAnswer(app, withContext(renderCollection(collection)))
}

async function contextPage(app: App, first: Status, after: Id | undefined): Promise<JsonObject> {
  const collection = app.uris.context(first.id)
  const rows = await listOpenConversation(app, first, { after: after ?? 0, limit: PAGE_SIZE })
  const last = rows.length === PAGE_SIZE ? rows.at(-1) : undefined
  return renderCollectionPage({
    id: `${collection}?page=true${after === undefined ? '' : `&min_id=${after}`}`,
    partOf: collection,
    ...(last && { next: `${collection}?page=true&min_id=${last.id}` }),
    items: rows.map((row) => row.uri),
  })
}
