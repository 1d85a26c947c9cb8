import type { App } from '../core/app.ts'
import { findFollowedFeed } from '../core/followed-feeds/find.ts'
import { updateFeedAccount } from '../core/followed-feeds/store.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { FollowedFeed } from '../db/tables/followed-feeds.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { readLinkHeader } from '../lib/http/link-header.ts'
import type { OutgoingResponse } from '../lib/http/outgoing.ts'
import type { ParsedFeed } from './parsed-feed.ts'
import { profileOf } from './profile.ts'
import { removeEntries } from './remove-entries.ts'
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
  await removeEntries(app, account, document)
  const now = app.clock.now()
  const changes = {
    entries,
    etag: validator(response.headers.etag),
    last_modified: validator(response.headers['last-modified']),
    skip_hours: document.skipHours.filter((hour) => Number.isInteger(hour)).slice(0, 24),
    skip_days: document.skipDays.slice(0, 7),
    interval_ms: intervalOf(document, now),
    ...SUCCEEDED,
    ...hubOf(app, feed, { response, document, address: account.uri }),
    read_at: now,
  }
  await app.transaction(async (tx) => {
    await updateFeedAccount(tx, account, profileOf(account.uri, document))
    await saveFeed(tx, { ...feed, ...changes }, changes)
  })
}

/** The hub of the feed, as its headers or itself name it. A subscription at another one counts no longer. */
function hubOf(
  app: App,
  feed: FollowedFeed,
  { response, document, address }: { response: OutgoingResponse; document: ParsedFeed; address: string },
): Partial<FollowedFeed> {
  const links = readLinkHeader(response.headers.link ?? '')
  const named = (rel: string) => links.find((link) => link.rel?.toLowerCase() === rel)?.href
  const resolved = (url: string | undefined) => parseHttpUrl(URL.parse(url?.trim() ?? '', address)?.href)?.href
  const hub = named('hub') ?? document.hub
  const hub_url = (hub !== undefined && resolved(hub)) || null
  const topic = hub_url === null ? null : (resolved(named('self') ?? document.self) ?? address)
  if (hub_url === feed.hub_url && topic === feed.topic) return {}
  const isHere = hub_url !== null && app.uris.leadsHere(hub_url)
  const ended = { hub_token: null, hub_secret: null, hub_asked_at: null, hub_until: null }
  return isHere ? { ...ended, hub_url: null, topic: null } : { ...ended, hub_url, topic }
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
