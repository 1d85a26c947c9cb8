/** The documents of local actors and of the instance actor. */

import { ACTOR_CONTEXT } from '../../activitypub/vocabulary.ts'
import { findLocalAccount } from '../../core/accounts/find.ts'
import { findInstanceActor } from '../../core/accounts/instance-actor.ts'
import type { App } from '../../core/app.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { LruMap } from '../../lib/lru-map.ts'
import { slot } from '../../lib/slot.ts'
import { withContext } from '../objects/json-ld.ts'
import { loadPerson } from '../objects/load-person.ts'
import { renderInstanceActor, renderPerson } from '../objects/render-person.ts'
import { activityAnswer, errorAnswer, notFound, openActivityAnswer, redirectTo } from './answer.ts'
import { requestedForm, wantsActivityJson } from './negotiate.ts'
import { requestedAccount } from './requested-object.ts'

/** Rendered documents by account id and revision, each valid until an instant. */
const actorDocuments = slot(() => new LruMap<string, { json: string; until: number }>({ max: 5_000 }))

export function actorRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /actor', 'document', () => showInstanceActor(app))
  routes.on('GET /ap/users/:id', 'document', (routed) => showActor(app, routed))
  routes.on(
    'GET /@:handle',
    'document',
    ({ params }) => redirectToActor(app, params.handle),
    ({ request }) => wantsActivityJson(request),
  )
}

async function showActor(app: App, routed: Routed<'id'>): Promise<Answer> {
  const form = requestedForm(routed.request)
  if (form === 'nothing') return errorAnswer(406, ['not-acceptable'])
  const found = await requestedAccount(app, routed)
  if (found instanceof Answer) return found
  if (form === 'html') return redirectTo(app.uris.profile(found.row.username))
  return activityAnswer(app, await actorJson(app, found.row))
}

/** The document of a local account, cached as text until its next revision or until its keys change (S-09). */
async function actorJson(app: App, account: Account): Promise<string> {
  const key = `${account.id}:${account.revision}`
  const cached = app.slot(actorDocuments).get(key)
  if (cached && cached.until > app.clock.now()) return cached.json
  const render = account.uri === app.uris.instanceActor ? renderInstanceActor : renderPerson
  const parts = await loadPerson(app, account)
  const actor = render(app.uris, account, parts)
  const json = JSON.stringify(withContext(actor, ACTOR_CONTEXT))
  app.slot(actorDocuments).set(key, { json, until: parts.keys.changeAt ?? Number.POSITIVE_INFINITY })
  return json
}

/** Always readable without a signature: otherwise two servers in secure mode could not verify each other (E-29). */
async function showInstanceActor(app: App): Promise<Answer> {
  return openActivityAnswer(app, await actorJson(app, await findInstanceActor(app)))
}

/** Redirects the profile page to the actor's id, since a document's id must equal its final address. */
async function redirectToActor(app: App, name: string): Promise<Answer> {
  const [username = '', host] = name.split('@')
  const isOurs = host === undefined || host.toLowerCase() === app.uris.host
  const account = isOurs ? await findLocalAccount(app, username) : undefined
  if (!account) return notFound()
  return redirectTo(account.uri)
}
