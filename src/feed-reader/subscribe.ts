/** Asks the hub of a feed to send its changes (W3C WebSub section 5.1), or to end that. */
import { z } from 'zod'
import type { App, Tx } from '../core/app.ts'
import { AtollError } from '../core/errors.ts'
import { findFollowedFeed } from '../core/followed-feeds/find.ts'
import { openSecret, sealSecret } from '../core/secrets/sealed.ts'
import type { FollowedFeed } from '../db/tables/followed-feeds.ts'
import { doubling, job, RetryLater } from '../jobs/job.ts'
import { newToken } from '../lib/crypto/tokens.ts'
import { DAY, HOUR, MINUTE, SECOND } from '../lib/durations.ts'
import { FetchError } from '../lib/http/fetch-error.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { WANTED_LEASE_MS } from './limits.ts'

/** So long before its end a lease is renewed. Feeds with a hub are read twice a day, and each read looks for it. */
const RENEWED_BEFORE_MS = 2 * DAY
/** A hub that gave no answer, or another than was hoped for, is not asked again for this time. */
const PAUSE_MS = HOUR
const ATTEMPTS = 4
const BACKOFF = doubling(MINUTE, { max: HOUR, jitter: 0.25 })
/** The answer has no content that matters. */
const ANSWER_BYTES = 1_024

const payload = z.object({ account_id: z.number(), host: z.string(), mode: z.enum(['subscribe', 'unsubscribe']) })

export const askFeedHub = job<z.infer<typeof payload>, App>(
  'askFeedHub',
  {
    payload,
    attempts: ATTEMPTS,
    backoff: BACKOFF,
    concurrency: 8,
    inOrder: ({ account_id }) => `hub of feed ${account_id}`,
    lane: ({ host }) => `hub ${host} of feeds`,
    perLane: 1,
  },
  async (app, { account_id, mode }, { attempt }) => {
    const feed = await findFollowedFeed(app, account_id)
    // Meanwhile it may be followed again, or no longer.
    if (!feed || (mode === 'subscribe') !== (feed.next_read_at !== null)) return
    const status = await ask(app, feed, mode)
    if (status !== undefined && status < 500) return
    if (attempt < ATTEMPTS) throw new RetryLater(BACKOFF(attempt, app.random), 'the hub does not answer')
  },
)

/** Subscribes at the hub of a feed, or renews the subscription, if it is time. Polling goes on whatever comes of it. */
export async function subscribeIfDue(tx: Tx, feed: FollowedFeed): Promise<void> {
  const now = tx.clock.now()
  const host = parseHttpUrl(feed.hub_url)?.host
  const isFresh = feed.hub_until !== null && feed.hub_until > now + RENEWED_BEFORE_MS
  if (host === undefined || isFresh || (feed.hub_asked_at !== null && feed.hub_asked_at > now - PAUSE_MS)) return
  await tx.db
    .updateTable('followed_feeds')
    .set({ hub_asked_at: now, ...(feed.hub_token === null && credentials(tx, feed)) })
    .where('account_id', '=', feed.account_id)
    .execute()
  await tx.enqueue(askFeedHub, { account_id: feed.account_id, host, mode: 'subscribe' })
}

/** Ends the subscription of a feed that nobody follows any longer. A hub that does not hear it learns it with a 410. */
export async function unsubscribe(tx: Tx, { account_id, hub_url, hub_until }: FollowedFeed): Promise<void> {
  const host = parseHttpUrl(hub_url)?.host
  if (host === undefined || hub_until === null || hub_until < tx.clock.now()) return
  await tx.enqueue(askFeedHub, { account_id, host, mode: 'unsubscribe' })
}

/** A secret would be no secret over plain http. What such a hub sends is not believed, and only leads to a read. */
function credentials(tx: Tx, { account_id, hub_url }: FollowedFeed) {
  const isSecret = parseHttpUrl(hub_url)?.protocol === 'https:'
  return { hub_token: newToken(), hub_secret: isSecret ? sealSecret(tx, newToken(), contextOf(account_id)) : null }
}

function contextOf(accountId: number): string {
  return `followed_feeds.hub_secret ${accountId}`
}

/** With which the hub of a feed signs. Undefined if it got none. */
export function hubSecret(app: App, { account_id, hub_secret }: FollowedFeed): string | undefined {
  return hub_secret === null ? undefined : openSecret(app, hub_secret, contextOf(account_id))
}

/** @returns the status of the answer; undefined if there was none */
async function ask(app: App, feed: FollowedFeed, mode: 'subscribe' | 'unsubscribe'): Promise<number | undefined> {
  const { hub_url, hub_token, topic } = feed
  if (hub_url === null || hub_token === null || topic === null) return 0
  const secret = hubSecret(app, feed)
  const form = new URLSearchParams({
    'hub.mode': mode,
    'hub.topic': topic,
    'hub.callback': `${app.uris.origin}/feed-push/${hub_token}`,
    'hub.lease_seconds': String(WANTED_LEASE_MS / SECOND),
    ...(secret !== undefined && { 'hub.secret': secret }),
  })
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  try {
    const body = form.toString()
    const request = { url: hub_url, method: 'POST', headers, body, allowHttp: true } as const
    return (await app.fetch({ ...request, maxBytes: ANSWER_BYTES, truncate: true })).status
  } catch (error) {
    if (error instanceof FetchError) return error.transient ? undefined : 0
    if (error instanceof AtollError) return 0
    throw error
  }
}
