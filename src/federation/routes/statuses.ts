/** Local statuses, their activities, and the collections of their replies, likes and shares. */

import { renderCollectionPage } from '../../activitypub/render-collection.ts'
import { OBJECT_CONTEXT } from '../../activitypub/vocabulary.ts'
import type { App } from '../../core/app.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import { listOpenReplies } from '../../core/threads/list-open.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import { announceUri, renderAnnounce } from '../activities/announce.ts'
import { renderCreate } from '../activities/create.ts'
import { withContext } from '../objects/json-ld.ts'
import { isBoost, loadNote, type NoteParts } from '../objects/load-notes.ts'
import { countCollection, INLINE_REPLIES, repliesCollection } from '../objects/render-note.ts'
import { renderPost } from '../objects/render-post.ts'
import { activityAnswer, errorAnswer, notFound, redirectTo, withId } from './answer.ts'
import { requestedPage } from './cursor.ts'
import { requestedForm, wantsActivityJson } from './negotiate.ts'
import { type Found, requestedStatus } from './requested-object.ts'

/** Rendered documents of public statuses, by id, revision and counts. */
const noteDocuments = slot(() => new LruMap<string, string>({ max: 10_000 }))

export function statusRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /ap/statuses/:id', 'document', (routed) => showNote(app, routed))
  routes.on('GET /ap/statuses/:id/activity', 'document', (routed) => showActivity(app, routed))
  routes.on('GET /ap/statuses/:id/replies', 'document', (routed) => showReplies(app, routed))
  routes.on('GET /ap/statuses/:id/likes', 'document', (routed) => showCount(app, routed, 'likes'))
  routes.on('GET /ap/statuses/:id/shares', 'document', (routed) => showCount(app, routed, 'shares'))
  // Not a redirect: Misskey repeats the signature of the first request, which does not fit another address (E-20).
  routes.on(
    'GET /@:handle/:id',
    'document',
    (routed) => documentAnswer(app, routed),
    ({ request, params }) => /^\d+$/.test(params.id) && wantsActivityJson(request),
  )
}

async function showNote(app: App, routed: Routed<'id'>): Promise<Answer> {
  const form = requestedForm(routed.request)
  if (form === 'nothing') return errorAnswer(406, ['not-acceptable'])
  return form === 'html' ? redirectToPage(app, routed) : documentAnswer(app, routed)
}

/** The note, or the Announce if the status is a boost, with its id if that is another address. */
async function documentAnswer(app: App, routed: Routed<'id'>): Promise<Answer> {
  const found = await requestedStatus(app, routed)
  if (found instanceof Answer) return found
  const { row, reach } = found
  const parts = await loadNote(app, row)
  if (!parts) return notFound()
  if (row.boost_of_id !== null) return withId(boostAnswer(app, found, parts), announceUri(app.uris, row))
  return withId(activityAnswer(app, await noteJson(app, found, parts), reach), row.uri)
}

/** Redirects a browser to the web page. Private posts have none. */
async function redirectToPage(app: App, routed: Routed<'id'>): Promise<Answer> {
  const found = await requestedStatus(app, routed, { needsSignature: false })
  if (found instanceof Answer) return found
  const parts = found.reach === 'private' ? undefined : await loadNote(app, found.row)
  return parts ? redirectTo(found.row.url ?? app.uris.statusPage(parts.author.username, found.row.id)) : notFound()
}

/** Renders the document. Public ones are cached as text until something in them changes. */
async function noteJson(app: App, { row, reach }: Found<Status>, parts: NoteParts): Promise<string> {
  const counts = `${row.favourites_count}:${row.boosts_count}:${row.replies_count}`
  const key = `${row.id}:${row.revision}:${counts}`
  const cached = app.slot(noteDocuments).get(key)
  if (cached !== undefined) return cached
  const replies = await selfReplies(app, row)
  const json = JSON.stringify(withContext(renderPost(app.uris, parts, replies), OBJECT_CONTEXT))
  if (reach === 'public') app.slot(noteDocuments).set(key, json)
  return json
}

async function showActivity(app: App, routed: Routed<'id'>): Promise<Answer> {
  const found = await requestedStatus(app, routed)
  if (found instanceof Answer) return found
  const parts = await loadNote(app, found.row)
  if (!parts) return notFound()
  if (found.row.boost_of_id !== null) return boostAnswer(app, found, parts)
  return activityAnswer(app, withContext(renderCreate(app.uris, parts), OBJECT_CONTEXT), found.reach)
}

function boostAnswer(app: App, { reach }: Found<Status>, parts: NoteParts): Answer {
  if (!isBoost(parts)) return notFound()
  return activityAnswer(app, withContext(renderAnnounce(app.uris, parts), OBJECT_CONTEXT), reach)
}

/** The number of likes or shares, without the accounts (E-56). */
async function showCount(app: App, routed: Routed<'id'>, kind: 'likes' | 'shares'): Promise<Answer> {
  const found = await requestedStatus(app, routed)
  if (found instanceof Answer) return found
  const { row, reach } = found
  const total = kind === 'likes' ? row.favourites_count : row.boosts_count
  return activityAnswer(app, withContext(countCollection(app.uris[kind](row.id), total)), reach)
}

/** Public and unlisted replies: those of the author come with the collection, all of them on its pages (E-56, R-52). */
async function showReplies(app: App, routed: Routed<'id'>): Promise<Answer> {
  const page = requestedPage(new URLSearchParams(routed.request.query))
  const found = await requestedStatus(app, routed)
  if (found instanceof Answer) return found
  const { row, reach } = found
  const collection = app.uris.replies(row.id)
  if (!page) {
    const items = await selfReplies(app, row)
    return activityAnswer(app, withContext(repliesCollection(collection, items)), reach)
  }
  const rows = await listOpenReplies(app, row, { after: page.minId ?? 0, limit: page.limit })
  const last = rows.at(-1)
  return activityAnswer(
    app,
    withContext(
      renderCollectionPage({
        id: `${collection}?page=true${page.minId === undefined ? '' : `&min_id=${page.minId}`}`,
        partOf: collection,
        ...(last && rows.length === page.limit && { next: `${collection}?page=true&min_id=${last.id}` }),
        items: rows.map((reply) => reply.uri),
      }),
    ),
    reach,
  )
}

async function selfReplies(app: App, status: Status): Promise<string[]> {
  const rows = await listOpenReplies(app, status, { after: 0, limit: INLINE_REPLIES }, status.account_id)
  return rows.map((row) => row.uri)
}
