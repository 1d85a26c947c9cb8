/** The hub of all feeds (W3C WebSub). Subscribers ask here, and are asked back by a job. */
import type { App } from '../../core/app.ts'
import type { RatedRoutes } from '../../core/rate-limits/rates.ts'
import { giveBack, spend } from '../../core/rate-limits/spend.ts'
import { sealSecret } from '../../core/secrets/sealed.ts'
import { Answer } from '../../lib/http-server/answer.ts'
import type { Caller } from '../../lib/http-server/handler.ts'
import type { IncomingRequest } from '../../lib/http-server/request.ts'
import { Routes } from '../../lib/http-server/routes.ts'
import { feedError } from '../answer.ts'
import { type HubRequest, readHubRequest } from './read-request.ts'
import { isPending, requireRoom, requireRoomToWait } from './room.ts'
import { isSubscribed, pairKey, secretContext } from './subscriptions.ts'
import { verifySubscription } from './verify.ts'

/** 202: the subscriber is asked next (section 5.2). */
const ACCEPTED = new Answer(202, [])

export function hubRoutes(app: App): RatedRoutes {
  const routes: RatedRoutes = new Routes({
    admit: (rate, { caller }) => void spend(app, rate, caller.network),
    onError: (error, request) => feedError(app, error, request),
  })
  return routes.on('POST /websub', 'hub', ({ request, caller }) => receive(app, request, caller))
}

async function receive(app: App, request: IncomingRequest, { network }: Caller): Promise<Answer> {
  const asked = await readHubRequest(app, request)
  const { mode, topic, callback, host } = asked
  const named = { topic: topic.topic, callback }
  const pair = pairKey(named)
  const isKnown = await isSubscribed(app, named)
  // Who is not subscribed learns nothing from it, and is not asked.
  if (mode === 'unsubscribe' && !isKnown && !(await isPending(app, pair))) return ACCEPTED
  const place = { pair, feed: topic.key, host }
  if (mode === 'subscribe' && !isKnown) await requireRoom(app, place)
  await requireRoomToWait(app, place, isKnown)
  spend(app, 'hubUnconfirmed', network)
  try {
    await enqueue(app, asked, network)
  } catch (error) {
    giveBack(app, 'hubUnconfirmed', network)
    throw error
  }
  return ACCEPTED
}

function enqueue(app: App, { mode, topic, callback, host, leaseMs, secret }: HubRequest, network: string) {
  const named = { topic: topic.topic, callback }
  const sealed = secret === undefined ? null : sealSecret(app, secret, secretContext(named))
  return app.transaction((tx) =>
    tx.enqueue(verifySubscription, { mode, ...named, host, lease_ms: leaseMs, secret: sealed, network }),
  )
}
