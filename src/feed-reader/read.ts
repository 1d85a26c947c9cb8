/** Reads one feed that people here follow: asks for what has changed, stores it, and decides when to read again. */
import { z } from 'zod'
import { findAccount } from '../core/accounts/find.ts'
import type { App, Reaction } from '../core/app.ts'
import { AtollError, TooMany } from '../core/errors.ts'
import { findFollowedFeed } from '../core/followed-feeds/find.ts'
import { moveFeed } from '../core/followed-feeds/store.ts'
import { isActive } from '../core/policy/active.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { FollowedFeed } from '../db/tables/followed-feeds.ts'
import { doubling, job } from '../jobs/job.ts'
import type { Scheduled } from '../jobs/schedule.ts'
import { HOUR, MINUTE } from '../lib/durations.ts'
import { FetchError } from '../lib/http/fetch-error.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { parseRetryAfter } from '../lib/http/retry-after.ts'
import { decodeDocument } from './decode.ts'
import { type Fetched, fetchDocumentOf } from './fetch.ts'
import { REREAD_LOST_MS, STARTED_AT_ONCE } from './limits.ts'
import { parseFeedText } from './parse.ts'
import { SUCCEEDED, saveFeed, saveRead } from './save-read.ts'
import { subscribeIfDue, unsubscribe } from './subscribe.ts'
import { nextRead } from './times.ts'

/** For failures of this server only. Those of a feed's site are waited for in `next_read_at`. */
const ATTEMPTS = 3
const BACKOFF = doubling(MINUTE, { max: HOUR, jitter: 0.25 })

export const readFollowedFeed = job<{ account_id: number; host: string }, App>(
  'readFollowedFeed',
  {
    payload: z.object({ account_id: z.number(), host: z.string() }),
    attempts: ATTEMPTS,
    backoff: BACKOFF,
    concurrency: 8,
    inOrder: ({ account_id }) => `feed ${account_id}`,
    lane: ({ host }) => `feeds of ${host}`,
    perLane: 1,
  },
  async (app, { account_id }) => {
    const account = await findAccount(app, account_id)
    const feed = await findFollowedFeed(app, account_id)
    if (!account || !feed) return
    if (!isActive(account) || !(await isFollowed(app, account))) return await stop(app, feed, {})
    await read(app, account, feed)
    await askHubIfDue(app, account)
  },
)

/** Starts to read the feeds that are due. */
export const startFeedReads: Scheduled<App> = {
  name: 'startFeedReads',
  everyMs: MINUTE,
  async run(app) {
    const now = app.clock.now()
    await app.transaction(async (tx) => {
      const due = await tx.db
        .selectFrom('followed_feeds')
        .select(['account_id', 'host'])
        .where('next_read_at', '<=', now)
        .orderBy('next_read_at')
        .limit(STARTED_AT_ONCE)
        .execute()
      if (due.length === 0) return
      const ids = due.map(({ account_id }) => account_id)
      await tx.db
        .updateTable('followed_feeds')
        .set({ next_read_at: now + REREAD_LOST_MS })
        .where('account_id', 'in', ids)
        .execute()
      await tx.enqueue(readFollowedFeed, due)
    })
  },
}

/** account.followed: a feed that nobody has followed until now is read from now on. */
export const startReading: Reaction<'account.followed'> = async (tx, { target_id }) => {
  const feed = await findFollowedFeed(tx, target_id)
  if (!feed || feed.next_read_at !== null || feed.ended_at !== null) return
  const now = tx.clock.now()
  const isFresh = feed.read_at !== null && feed.read_at > now - feed.interval_ms
  await tx.db
    .updateTable('followed_feeds')
    .set({ next_read_at: isFresh ? nextRead(tx, feed) : now })
    .where('account_id', '=', target_id)
    .execute()
  await subscribeIfDue(tx, feed)
}

async function askHubIfDue(app: App, { id }: Account): Promise<void> {
  await app.transaction(async (tx) => {
    const feed = await findFollowedFeed(tx, id)
    if (feed?.next_read_at != null) await subscribeIfDue(tx, feed)
  })
}

async function isFollowed({ db }: App, { id }: Account): Promise<boolean> {
  return (await db.selectFrom('follows').select('id').where('target_id', '=', id).executeTakeFirst()) !== undefined
}

async function stop(app: App, feed: FollowedFeed, changes: Partial<FollowedFeed>): Promise<void> {
  await app.transaction(async (tx) => {
    await tx.db
      .updateTable('followed_feeds')
      .set({ ...changes, next_read_at: null })
      .where('account_id', '=', feed.account_id)
      .execute()
    await unsubscribe(tx, feed)
  })
}

async function read(app: App, account: Account, feed: FollowedFeed): Promise<void> {
  try {
    const { response, address } = await fetchDocumentOf(app, account.uri, { headers: conditions(feed) })
    await take(app, account, feed, { response, address })
  } catch (error) {
    // The host has got enough requests from here, which is no failure of the feed.
    if (error instanceof TooMany) await saveFeed(app, feed, {}, error.retryAfterMs)
    else if (error instanceof FetchError || error instanceof AtollError) await fail(app, feed)
    else throw error
  }
}

function conditions({ etag, last_modified }: FollowedFeed): Record<string, string> {
  return {
    ...(etag !== null && { 'if-none-match': etag }),
    ...(last_modified !== null && { 'if-modified-since': last_modified }),
  }
}

/**
 * Permanent redirects move a feed within its host, once they lead to a feed. Otherwise it could take the id of somebody's
 * account. One to another host is followed at each read: if it moved the feed, posts of its own would pass for posts of
 * the feed there.
 */
async function move(app: App, account: Account, address: string): Promise<Account> {
  const host = parseHttpUrl(address)?.host ?? ''
  if (address === account.uri || host !== parseHttpUrl(account.uri)?.host) return account
  const hasMoved = await app.transaction((tx) => moveFeed(tx, account, address, host))
  return hasMoved ? { ...account, uri: address } : account
}

async function take(app: App, account: Account, feed: FollowedFeed, { response, address }: Fetched): Promise<void> {
  const { status, headers } = response
  const now = app.clock.now()
  if (status === 304) {
    const changes = { ...SUCCEEDED, read_at: now }
    return await saveFeed(app, { ...feed, ...changes }, changes)
  }
  if (status === 410) return await stop(app, feed, { ended_at: now })
  if (status < 200 || status > 299) return await fail(app, feed, parseRetryAfter(headers['retry-after'], now))
  const document = parseFeedText(decodeDocument(response))
  await saveRead(app, await move(app, account, address), { response, document })
}

async function fail(app: App, feed: FollowedFeed, retryAfterMs?: number): Promise<void> {
  const changes = { failures: feed.failures + 1, failing_since: feed.failing_since ?? app.clock.now() }
  await saveFeed(app, { ...feed, ...changes }, changes, retryAfterMs)
}
