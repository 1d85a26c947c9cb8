/** The collections of an actor: outbox, followers, following, featured. */
import type { JsonObject } from '../../activitypub/read.ts'
import { renderOrderedCollection, renderOrderedPage } from '../../activitypub/render-collection.ts'
import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import type { Page } from '../../core/page.ts'
import { listFollowers, listFollowing } from '../../core/relationships/find.ts'
import { listOpenPins, listOpenStatuses } from '../../core/statuses/list-open.ts'
import { originOf } from '../../lib/http/hosts.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import type { Routes } from '../../lib/http-server/routes.ts'
import { renderAnnounce } from '../activities/announce.ts'
import { renderCreate } from '../activities/create.ts'
import { withContext } from '../objects/json-ld.ts'
import { isBoost, loadNotes, type NoteParts } from '../objects/load-notes.ts'
import { followersAt } from '../outbox/follower-digests.ts'
import { activityAnswer, errorAnswer } from './answer.ts'
import { pageLinks, requestedPage } from './cursor.ts'
import { findOwnAccount } from './find-own.ts'

export function collectionRoutes(app: App, routes: Routes): void {
  routes.on('GET /ap/users/:id/outbox', ({ request, params }) => showOutbox(app, request, params.id))
  routes.on('GET /ap/users/:id/followers', ({ request, params }) => showNetwork(app, request, params.id, 'followers'))
  routes.on('GET /ap/users/:id/followers_synchronization', ({ request, params }) =>
    showFollowersThere(app, request, params.id),
  )
  routes.on('GET /ap/users/:id/following', ({ request, params }) => showNetwork(app, request, params.id, 'following'))
  routes.on('GET /ap/users/:id/featured', ({ request, params }) => showFeatured(app, request, params.id))
  // The server itself says nothing and follows nobody (E-29), but its outbox is a must (E-23).
  for (const name of ['outbox', 'followers', 'following'] as const) {
    routes.on(`GET /actor/${name}`, () =>
      activityAnswer(app, withContext(emptyCollection(`${app.uris.instanceActor}/${name}`))),
    )
  }
}

function emptyCollection(id: string): JsonObject {
  return renderOrderedCollection({ id, totalItems: 0, items: [] })
}

/** E-53: only what everybody may see, whoever asks: a follower is sent the rest anyway. */
async function showOutbox(app: App, request: IncomingRequest, id: string): Promise<Answer> {
  const query = new URLSearchParams(request.query)
  const page = requestedPage(query)
  const found = await findOwnAccount(app, request, id)
  if (found instanceof Answer) return found
  const collection = app.uris.outbox(found.row.id)
  if (!page) {
    const ends = { first: `${collection}?page=true`, last: `${collection}?page=true&min_id=0` }
    const totalItems = found.row.statuses_count
    return activityAnswer(app, withContext({ id: collection, type: 'OrderedCollection', totalItems, ...ends }))
  }
  const rows = await listOpenStatuses(app, found.row, page)
  const parts = await loadNotes(app, rows)
  return activityAnswer(
    app,
    withContext(
      collectionPage(
        collection,
        query,
        page,
        rows.map((row) => row.id),
        parts.flatMap((one) => outboxItem(app, one)),
      ),
      OBJECT_CONTEXT,
    ),
  )
}

function outboxItem(app: App, parts: NoteParts): JsonObject[] {
  if (parts.status.boost_of_id === null) return [renderCreate(app.uris, parts)]
  return isBoost(parts) ? [renderAnnounce(app.uris, parts)] : []
}

function collectionPage(
  collection: string,
  query: URLSearchParams,
  page: Page,
  cursors: readonly number[],
  orderedItems: readonly unknown[],
): JsonObject {
  const links = pageLinks(collection, page, cursors)
  return renderOrderedPage({ id: `${collection}?${query}`, partOf: collection, ...links, items: orderedItems })
}

/** E-54: how many for everybody; who, only where the person shows it. */
async function showNetwork(
  app: App,
  request: IncomingRequest,
  id: string,
  side: 'followers' | 'following',
): Promise<Answer> {
  const query = new URLSearchParams(request.query)
  const page = requestedPage(query)
  const found = await findOwnAccount(app, request, id)
  if (found instanceof Answer) return found
  const account = found.row
  const collection = app.uris[side](account.id)
  if (!page) {
    const totalItems = side === 'followers' ? account.followers_count : account.following_count
    const first = account.hides_network ? {} : { first: `${collection}?page=true` }
    return activityAnswer(app, withContext({ id: collection, type: 'OrderedCollection', totalItems, ...first }))
  }
  if (account.hides_network) return errorAnswer(403, 'This list is not shown')
  const rows = await (side === 'followers' ? listFollowers : listFollowing)(app, account, page)
  const items = rows.map((row) => row.uri)
  return activityAnswer(
    app,
    withContext(
      collectionPage(
        collection,
        query,
        page,
        rows.map((row) => row.id),
        items,
      ),
    ),
  )
}

/**
 * E-57: the followers who live where the question comes from, for FEP-8fcf. In one piece: older Mastodon would take
 * those on a second page for no followers.
 */
async function showFollowersThere(app: App, request: IncomingRequest, id: string): Promise<Answer> {
  const found = await findOwnAccount(app, request, id, { isPublic: false })
  if (found instanceof Answer) return found
  const origin = originOf(found.asker?.uri)
  if (origin === undefined) return errorAnswer(401, 'This list is for the server of the followers: sign the request')
  const orderedItems = await followersAt(app, found.row.id, origin)
  if (!orderedItems) return errorAnswer(403, 'This account has too many followers to be compared')
  const collection = { id: app.uris.followersSynchronization(found.row.id), type: 'OrderedCollection' }
  return activityAnswer(app, withContext({ ...collection, totalItems: orderedItems.length, orderedItems }), 'private')
}

/** E-55: pinned posts, as ids: each answers for itself who may see it. */
async function showFeatured(app: App, request: IncomingRequest, id: string): Promise<Answer> {
  const found = await findOwnAccount(app, request, id)
  if (found instanceof Answer) return found
  const orderedItems = await listOpenPins(app, found.row)
  const collection = { id: app.uris.featured(found.row.id), type: 'OrderedCollection' }
  return activityAnswer(app, withContext({ ...collection, totalItems: orderedItems.length, orderedItems }))
}
