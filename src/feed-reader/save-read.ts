import type { App } from '../core/app.ts'
import { findFollowedFeed } from '../core/followed-feeds/find.ts'
import { updateFeedAccount } from '../core/followed-feeds/store.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { FollowedFeed } from '../db/tables/followed-feeds.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import type { ParsedFeed } from './parsed-feed.ts'
import { profileOf } from './profile.ts'
import { storeEntries } from './store-entries.ts'
import { intervalOf, nextRead } from './times.ts'

/** A longer validator is not sent back. */
const MAX_VALIDATOR_LENGTH = 1_024

/** Stores what a feed holds: its posts, its profile, and when it is read next if somebody follows it. */
export async function saveRead(
  app: App,
  account: Account,
  { response, document }: { response: OutgoingResponse; document: ParsedFeed },
): Promise<void> {
  const feed = await findFollowedFeed(app, account.id)
  if (!feed) return
  const known = feed.read_at === null ? undefined : feed.entries
  const entries = await storeEntries(app, account, document.entries, known)
  const now = app.clock.now()
  const changes = {
    entries,
    etag: validator(response.headers.etag),
    last_modified: validator(response.headers['last-modified']),
    skip_hours: document.skipHours.filter((hour) => Number.isInteger(hour)).slice(0, 24),
    skip_days: document.skipDays.slice(0, 7),
    interval_ms: intervalOf(document, now),
    ...SUCCEEDED,
    read_at: now,
  }
  await app.transaction(async (tx) => {
    await updateFeedAccount(tx, account, profileOf(account.uri, document))
    await saveFeed(tx, { ...feed, ...changes }, changes)
  })
}

/** What every read without a failure ends. */
export const SUCCEEDED = { failing_since: null, failures: 0, ended_at: null } as const

/**
 * @param feed with its changes
 * @param least milliseconds until the next read, at least
 */
export async function saveFeed(
  app: App,
  feed: FollowedFeed,
  changes: Partial<FollowedFeed>,
  least?: number,
): Promise<void> {
  const isRead = feed.ended_at === null && feed.next_read_at !== null
  await app.db
    .updateTable('followed_feeds')
    .set({ ...changes, ...(isRead && { next_read_at: nextRead(app, feed, least) }) })
    .where('account_id', '=', feed.account_id)
    .execute()
}

function validator(value: string | undefined): string | null {
  return value === undefined || value.length > MAX_VALIDATOR_LENGTH ? null : value
}
