/** The routes of the inboxes: POST delivers (E-40), GET is refused (E-43). */

import { findAccount } from '../../core/accounts/find.ts'
import { findInstanceActor } from '../../core/accounts/instance-actor.ts'
import type { App } from '../../core/app.ts'
import { isDeleted } from '../../core/policy/active.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import { type Answer, jsonAnswer } from '../../lib/http-server/answer.ts'
import type { Routed } from '../../lib/http-server/routes.ts'
import { parseId } from '../../lib/ids.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { receiveActivity } from '../inbox/inbox.ts'
import { errorAnswer, notFound } from './answer.ts'

export function inboxRoutes(app: App, routes: RatedRoutes): void {
  routes.on('POST /inbox', 'inbox', ({ request, caller }) => receiveActivity(app, request, { caller }))
  routes.on('POST /actor/inbox', 'inbox', async ({ request, caller }) =>
    receiveActivity(app, request, { caller, recipient: await findInstanceActor(app) }),
  )
  routes.on('POST /ap/users/:id/inbox', 'inbox', (routed) => receiveFor(app, routed))
  for (const path of ['/inbox', '/actor/inbox', '/ap/users/:id/inbox'] as const) {
    routes.on(`GET ${path}`, 'document', () => errorAnswer(405, ['inbox-get'], ['allow', 'POST']))
  }
}

async function receiveFor(app: App, { request, caller, params }: Routed<'id'>): Promise<Answer> {
  const number = parseId(params.id)
  const recipient = number === undefined ? undefined : await findAccount(app, number)
  if (!recipient || recipient.domain !== null) return notFound()
  if (isDeleted(recipient)) return jsonAnswer(410, { error: sentenceOf(['account-deleted']) })
  return receiveActivity(app, request, { caller, recipient })
}
