/**
 * The address at which hubs ask whether this server meant to subscribe to a feed, and send its changes (W3C WebSub
 * sections 5.3 and 7). It is different for each feed, and only its hub knows it.
 */
import type { App } from '../core/app.ts'
import { AtollError, TooMany } from '../core/errors.ts'
import type { RatedRoutes } from '../core/rate-limits/rates.ts'
import { spend } from '../core/rate-limits/spend.ts'
import type { FollowedFeed } from '../db/tables/followed-feeds.ts'
import { SECOND } from '../lib/durations.ts'
import { formatRetryAfter } from '../lib/http/retry-after.ts'
import { Answer, type HeaderList } from '../lib/http-server/answer.ts'
import { BodyError } from '../lib/http-server/body-error.ts'
import { readBody } from '../lib/http-server/read-body.ts'
import type { IncomingRequest } from '../lib/http-server/request.ts'
import { Routes } from '../lib/http-server/routes.ts'
import {
  ANSWERED_WITHIN_MS,
  MAX_CHALLENGE_LENGTH,
  MAX_DOCUMENT_BYTES,
  MAX_HUB_LEASE_MS,
  WANTED_LEASE_MS,
} from './limits.ts'
import { takePushed } from './take-pushed.ts'

const PLAIN: HeaderList = ['content-type', 'text/plain; charset=utf-8', 'cache-control', 'no-store']
const UNKNOWN = new Answer(404, PLAIN, 'This server has not asked for this.\n')
const ENDED = new Answer(410, PLAIN, 'Nobody here follows this feed any longer.\n')
const TAKEN = new Answer(202, [])

export function pushRoutes(app: App): RatedRoutes {
  const routes: RatedRoutes = new Routes({
    admit: (rate, { caller }) => void spend(app, rate, caller.network),
    onError: (error, request) => failure(app, error, request),
  })
  return routes
    .on('GET /feed-push/:token', 'feedPush', ({ request, params }) => verify(app, params.token, request))
    .on('POST /feed-push/:token', 'feedPush', ({ request, params }) => receive(app, params.token, request))
}

/** Says yes to what this server wants, and to nothing else. */
async function verify(app: App, token: string, request: IncomingRequest): Promise<Answer> {
  const query = new URLSearchParams(request.query)
  const feed = await findByToken(app, token)
  if (!feed || query.get('hub.topic') !== feed.topic) return UNKNOWN
  const mode = query.get('hub.mode')
  const now = app.clock.now()
  const isFollowed = feed.next_read_at !== null
  if (mode === 'denied' || (mode === 'unsubscribe' && !isFollowed)) {
    await setLease(app, feed, null)
    return challengeOf(query)
  }
  const isAsked = feed.hub_asked_at !== null && feed.hub_asked_at > now - ANSWERED_WITHIN_MS
  if (mode !== 'subscribe' || !isFollowed || !isAsked) return UNKNOWN
  await setLease(app, feed, now + leaseOf(query.get('hub.lease_seconds')))
  return challengeOf(query)
}

function leaseOf(text: string | null): number {
  const ms = Number(text ?? '') * SECOND
  return ms > 0 ? Math.min(ms, MAX_HUB_LEASE_MS) : WANTED_LEASE_MS
}

function challengeOf(query: URLSearchParams): Answer {
  return new Answer(200, PLAIN, (query.get('hub.challenge') ?? '').slice(0, MAX_CHALLENGE_LENGTH))
}

/** Whatever it is, it was received: a hub does not learn what is believed of it (section 8). */
async function receive(app: App, token: string, request: IncomingRequest): Promise<Answer> {
  const feed = await findByToken(app, token)
  if (!feed) return UNKNOWN
  if (feed.next_read_at === null) return ENDED
  spend(app, 'feedPushes', String(feed.account_id))
  await takePushed(app, feed, {
    body: await readBody(request, MAX_DOCUMENT_BYTES),
    type: request.header('content-type') ?? '',
    signature: request.header('x-hub-signature'),
    links: request.header('link') ?? '',
  })
  return TAKEN
}

function findByToken({ db }: App, token: string): Promise<FollowedFeed | undefined> {
  return db.selectFrom('followed_feeds').selectAll().where('hub_token', '=', token).executeTakeFirst()
}

async function setLease({ db }: App, { account_id }: FollowedFeed, hub_until: number | null): Promise<void> {
  await db.updateTable('followed_feeds').set({ hub_until }).where('account_id', '=', account_id).execute()
}

function failure(app: App, error: unknown, { path }: IncomingRequest): Answer {
  if (error instanceof TooMany)
    return new Answer(429, [...PLAIN, 'retry-after', formatRetryAfter(error.retryAfterMs)], 'Too much at once.\n')
  if (error instanceof BodyError) return new Answer(error.status, PLAIN, 'This cannot be read.\n')
  if (error instanceof AtollError) return UNKNOWN
  app.log.error({ err: error, path }, 'what a hub sent could not be stored')
  return new Answer(500, PLAIN, 'Try again later.\n')
}
