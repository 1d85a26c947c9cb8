/** The documents of local actors and of the instance actor. */

import { findLocalAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { actorAnswer, instanceActorAnswer } from './actor-answer.ts'
import { errorAnswer, notFound, redirectTo } from './answer.ts'
import { requestedForm, wantsActivityJson } from './negotiate.ts'
import { findOwnActor } from './requested-object.ts'

export function actorRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /actor', 'document', () => instanceActorAnswer(app))
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
  const account = await findOwnActor(app, routed.params.id)
  if (form === 'html' && account && isActive(account)) return redirectTo(app.uris.profile(account.username))
  return actorAnswer(app, routed, account)
}

/** Redirects the profile page to the actor's id, since a document's id must equal its final address. */
async function redirectToActor(app: App, name: string): Promise<Answer> {
  const [username = '', host] = name.split('@')
  const isOurs = host === undefined || host.toLowerCase() === app.uris.host
  const account = isOurs ? await findLocalAccount(app, username) : undefined
  return account ? redirectTo(account.uri) : notFound()
}
