/** The collections of an actor: outbox, followers, following, featured. */
import type { Hono } from 'hono'
import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import { inOrder, type Page, paginate } from '../../core/page.ts'
import { isActiveSql } from '../../core/policy/active.ts'
import { isOpenSql } from '../../core/policy/open.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { originOf } from '../../lib/http/hosts.ts'
import { renderAnnounce } from '../activities/announce.ts'
import { renderCreate } from '../activities/create.ts'
import { type JsonObject, withContext } from '../objects/json-ld.ts'
import { isBoost, loadNotes, type NoteParts } from '../objects/load-notes.ts'
import { followersAt } from '../outbox/follower-digests.ts'
import { activityAnswer, refusal } from './answer.ts'
import { pageLinks, pageOf } from './cursor.ts'
import { findOwnAccount } from './find-own.ts'

export function collectionRoutes(app: App, hono: Hono): void {
  hono.get('/ap/users/:id/outbox', (c) => showOutbox(app, c.req.raw, c.req.param('id')))
  hono.get('/ap/users/:id/followers', (c) => showNetwork(app, c.req.raw, c.req.param('id'), 'followers'))
  hono.get('/ap/users/:id/followers_synchronization', (c) => showFollowersThere(app, c.req.raw, c.req.param('id')))
  hono.get('/ap/users/:id/following', (c) => showNetwork(app, c.req.raw, c.req.param('id'), 'following'))
  hono.get('/ap/users/:id/featured', (c) => showFeatured(app, c.req.raw, c.req.param('id')))
  // The server itself says nothing and follows nobody (E-29), but its outbox is a must (E-23).
  for (const name of ['outbox', 'followers', 'following'] as const) {
    hono.get(`/actor/${name}`, () =>
      activityAnswer(app, withContext(emptyCollection(`${app.uris.instanceActor}/${name}`))),
    )
  }
}

function emptyCollection(id: string): JsonObject {
  return { id, type: 'OrderedCollection', totalItems: 0, orderedItems: [] }
}

/** E-53: only what everybody may see, whoever asks: a follower is sent the rest anyway. */
async function showOutbox(app: App, request: Request, id: string): Promise<Response> {
  const query = new URL(request.url).searchParams
  const page = pageOf(query)
  const found = await findOwnAccount(app, request, id)
  if (found instanceof Response) return found
  const collection = app.uris.outbox(found.row.id)
  if (!page) {
    const ends = { first: `${collection}?page=true`, last: `${collection}?page=true&min_id=0` }
    const totalItems = found.row.statuses_count
    return activityAnswer(app, withContext({ id: collection, type: 'OrderedCollection', totalItems, ...ends }))
  }
  const rows = await outboxPage(app, found.row, page)
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

async function outboxPage(app: App, account: Account, page: Page) {
  const rows = await paginate(
    app.db.selectFrom('statuses').selectAll().where('account_id', '=', account.id).where(isOpenSql('statuses')),
    'id',
    page,
  ).execute()
  return inOrder(rows, page)
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
  return {
    id: `${collection}?${query}`,
    type: 'OrderedCollectionPage',
    partOf: collection,
    ...pageLinks(collection, page, cursors),
    orderedItems,
  }
}

/** E-54: how many for everybody; who, only where the person shows it. */
async function showNetwork(app: App, request: Request, id: string, side: 'followers' | 'following'): Promise<Response> {
  const query = new URL(request.url).searchParams
  const page = pageOf(query)
  const found = await findOwnAccount(app, request, id)
  if (found instanceof Response) return found
  const account = found.row
  const collection = app.uris[side](account.id)
  if (!page) {
    const totalItems = side === 'followers' ? account.followers_count : account.following_count
    const first = account.hides_network ? {} : { first: `${collection}?page=true` }
    return activityAnswer(app, withContext({ id: collection, type: 'OrderedCollection', totalItems, ...first }))
  }
  if (account.hides_network) return refusal(403, 'This list is not shown')
  const rows = await networkPage(app, account, side, page)
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

async function networkPage(app: App, account: Account, side: 'followers' | 'following', page: Page) {
  const [own, other] =
    side === 'followers' ? (['target_id', 'account_id'] as const) : (['account_id', 'target_id'] as const)
  const rows = await paginate(
    app.db
      .selectFrom('follows')
      .innerJoin('accounts', 'accounts.id', `follows.${other}`)
      .select(['follows.id', 'accounts.uri'])
      .where(`follows.${own}`, '=', account.id)
      .where(isActiveSql('accounts')),
    'follows.id',
    page,
  ).execute()
  return inOrder(rows, page)
}

/**
 * E-57: the followers who live where the question comes from, for FEP-8fcf. In one piece: older Mastodon would take
 * those on a second page for no followers.
 */
async function showFollowersThere(app: App, request: Request, id: string): Promise<Response> {
  const found = await findOwnAccount(app, request, id, { isPublic: false })
  if (found instanceof Response) return found
  const origin = originOf(found.asker?.uri)
  if (origin === undefined) return refusal(401, 'This list is for the server of the followers: sign the request')
  const orderedItems = await followersAt(app, found.row.id, origin)
  if (!orderedItems) return refusal(403, 'This account has too many followers to be compared')
  const collection = { id: app.uris.followersSynchronization(found.row.id), type: 'OrderedCollection' }
  return activityAnswer(app, withContext({ ...collection, totalItems: orderedItems.length, orderedItems }), 'private')
}

/** E-55: pinned posts, as ids: each answers for itself who may see it. */
async function showFeatured(app: App, request: Request, id: string): Promise<Response> {
  const found = await findOwnAccount(app, request, id)
  if (found instanceof Response) return found
  const rows = await app.db
    .selectFrom('pins')
    .innerJoin('statuses', 'statuses.id', 'pins.status_id')
    .select('statuses.uri')
    .where('pins.account_id', '=', found.row.id)
    .where(isOpenSql('statuses'))
    .orderBy('pins.id', 'desc')
    .execute()
  const orderedItems = rows.map((row) => row.uri)
  const collection = { id: app.uris.featured(found.row.id), type: 'OrderedCollection' }
  return activityAnswer(app, withContext({ ...collection, totalItems: orderedItems.length, orderedItems }))
}
