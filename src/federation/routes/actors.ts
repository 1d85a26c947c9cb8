/** The documents of local actors and of the instance actor. */

import { findLocalAccount } from '../../core/accounts/find.ts'
import type { App } from '../../core/app.ts'
import { isActive } from '../../core/policy/active.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { actorAnswer, instanceActorAnswer } from './actor-answer.ts'
import { errorAnswer, redirectTo, withId } from './answer.ts'
import { requestedForm, wantsActivityJson } from './negotiate.ts'
import { findOwnActor } from './requested-object.ts'

export function actorRoutes(app: App, routes: RatedRoutes): void {
  routes.on('GET /actor', 'document', () => instanceActorAnswer(app))
  // Lemmy asks here for the actor of a server, and sends what concerns all of its people to that actor's inbox.
  routes.on(
    'GET /',
    'document',
    async () => withId(await instanceActorAnswer(app), app.uris.instanceActor),
    ({ request }) => wantsActivityJson(request),
  )
  routes.on('GET /ap/users/:id', 'document', (routed) => showActor(app, routed))
  routes.on(
    'GET /@:handle',
    'document',
    (routed) => showActorOfPage(app, routed),
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

/**
 * The document at the address of the profile page. Not a redirect: Misskey repeats the signature of the first request,
 * which does not fit the address of the second (E-20).
 */
async function showActorOfPage(app: App, routed: Routed<'handle'>): Promise<Answer> {
  const [username = '', host] = routed.params.handle.split('@')
  const isOurs = host === undefined || host.toLowerCase() === app.uris.host
  const account = isOurs ? await findLocalAccount(app, username) : undefined
  const isInstance = account?.uri === app.uris.instanceActor
  const answer = isInstance ? await instanceActorAnswer(app) : await actorAnswer(app, routed, account)
  return account ? withId(answer, account.uri) : answer
}
