/** The collections of an actor: outbox, followers, following, featured. */
import type { JsonObject } from '../../activitypub/read.ts'
import { renderOrderedCollection, renderOrderedPage } from '../../activitypub/render-collection.ts'
import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import type { Page } from '../../core/page.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import { listFollowers, listFollowing } from '../../core/relationships/find.ts'
import { listOpenPins, listOpenStatuses } from '../../core/statuses/list-open.ts'
import { originOf } from '../../lib/http/hosts.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import type { Id } from '../../lib/ids.ts'
import { renderAnnounce } from '../activities/announce.ts'
import { renderCreate } from '../activities/create.ts'
import { withContext } from '../objects/json-ld.ts'
import { isBoost, loadNotes, type NoteParts } from '../objects/load-notes.ts'
import { renderNote } from '../objects/render-note.ts'
import { followersAt } from '../outbox/follower-digests.ts'
import { activityAnswer, errorAnswer } from './answer.ts'
import { pageLinks, requestedPage } from './cursor.ts'
import { requestedAccount } from './requested-object.ts'

export function collectionRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /ap/users/:id/outbox', 'document', (routed) => showOutbox(app, routed))
  routes.on('GET /ap/users/:id/followers', 'document', (routed) => showNetwork(app, routed, 'followers'))
  routes.on('GET /ap/users/:id/followers_synchronization', 'document', (routed) => showFollowersOnServer(app, routed))
  routes.on('GET /ap/users/:id/following', 'document', (routed) => showNetwork(app, routed, 'following'))
  routes.on('GET /ap/users/:id/featured', 'document', (routed) => showFeatured(app, routed))
  // The instance actor posts and pins nothing and follows nobody (E-29), but every actor must have these collections (E-23).
  for (const name of ['outbox', 'followers', 'following', 'featured'] as const) {
    routes.on(`GET /actor/${name}`, 'document', () =>
      activityAnswer(app, unpagedCollection(`${app.uris.instanceActor}/${name}`, [])),
    )
  }
}

/** A collection whose items are all in one document. */
function unpagedCollection(id: string, items: readonly unknown[], context?: unknown): JsonObject {
  return withContext(renderOrderedCollection({ id, totalItems: items.length, items }), context)
}

/** Shows only public and unlisted posts, to every signer (E-53, R-52). Followers get the rest by delivery. */
async function showOutbox(app: App, routed: Routed<'id'>): Promise<Answer> {
  const query = new URLSearchParams(routed.request.query)
  const page = requestedPage(query)
  const found = await requestedAccount(app, routed)
  if (found instanceof Answer) return found
  const collection = app.uris.outbox(found.row.id)
  if (!page) {
    const ends = { first: `${collection}?page=true`, last: `${collection}?page=true&min_id=0` }
    const totalItems = found.row.statuses_count
    return activityAnswer(app, withContext(renderOrderedCollection({ id: collection, totalItems, ...ends })))
  }
  const rows = await listOpenStatuses(app, found.row, page)
  const parts = await loadNotes(app, rows)
  const items = parts.flatMap((one) => outboxItem(app, one))
  return activityAnswer(app, withContext(renderPage(collection, { query, page, rows, items }), OBJECT_CONTEXT))
}

function outboxItem(app: App, parts: NoteParts): JsonObject[] {
  if (parts.status.boost_of_id === null) return [renderCreate(app.uris, parts)]
  return isBoost(parts) ? [renderAnnounce(app.uris, parts)] : []
}

interface RequestedPage {
  query: URLSearchParams
  page: Page
  /** Newest first. Their ids are the cursors. */
  rows: readonly { id: Id }[]
  items: readonly unknown[]
}

function renderPage(collection: string, { query, page, rows, items }: RequestedPage): JsonObject {
  const links = pageLinks(
    collection,
    page,
    rows.map((row) => row.id),
  )
  return renderOrderedPage({ id: `${collection}?${query}`, partOf: collection, ...links, items })
}

/** Followers or following: the number is public, the list only if the account shows it (E-54). */
async function showNetwork(app: App, routed: Routed<'id'>, side: 'followers' | 'following'): Promise<Answer> {
  const query = new URLSearchParams(routed.request.query)
  const page = requestedPage(query)
  const found = await requestedAccount(app, routed)
  if (found instanceof Answer) return found
  const account = found.row
  const collection = app.uris[side](account.id)
  if (!page) {
    const totalItems = side === 'followers' ? account.followers_count : account.following_count
    const first = account.hides_network ? {} : { first: `${collection}?page=true` }
    return activityAnswer(app, withContext(renderOrderedCollection({ id: collection, totalItems, ...first })))
  }
  if (account.hides_network) return errorAnswer(403, ['list-hidden'])
  const rows = await (side === 'followers' ? listFollowers : listFollowing)(app, account, page)
  const items = rows.map((row) => row.uri)
  return activityAnswer(app, withContext(renderPage(collection, { query, page, rows, items })))
}

/**
 * The followers on the signer's own server, for FEP-8fcf (E-57). Sent in one document: older versions of Mastodon treat
 * followers on a second page as missing.
 */
async function showFollowersOnServer(app: App, routed: Routed<'id'>): Promise<Answer> {
  const found = await requestedAccount(app, routed, { isPublic: false })
  if (found instanceof Answer) return found
  const origin = originOf(found.signer?.uri)
  if (origin === undefined) return errorAnswer(401, ['followers-unsigned'])
  const items = await followersAt(app, found.row.id, origin)
  if (!items) return errorAnswer(403, ['followers-too-many'])
  return activityAnswer(app, unpagedCollection(app.uris.followersSynchronization(found.row.id), items), 'private')
}

/** Pinned public and unlisted posts, whole, so that a profile costs its reader one request (E-55). */
async function showFeatured(app: App, routed: Routed<'id'>): Promise<Answer> {
  const found = await requestedAccount(app, routed)
  if (found instanceof Answer) return found
  const parts = await loadNotes(app, await listOpenPins(app, found.row))
  const items = parts.map((one) => renderNote(app.uris, one))
  return activityAnswer(app, unpagedCollection(app.uris.featured(found.row.id), items, OBJECT_CONTEXT))
}
