/** Stores what a hub sends. What cannot be verified leads to no more than an early read of the feed itself. */
import { findAccount } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { isDomainBlocked } from '../core/domains/is-blocked.ts'
import { Declined, TooMany } from '../core/errors.ts'
import { isActive } from '../core/policy/active.ts'
import { spend } from '../core/rate-limits/spend.ts'
import type { FollowedFeed } from '../db/tables/followed-feeds.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { readLinkHeader } from '../lib/http/link-header.ts'
import { decodeDocument } from './decode.ts'
import { MAX_REMEMBERED } from './limits.ts'
import { parseFeedText } from './parse.ts'
import type { ParsedFeed } from './parsed-feed.ts'
import { removeEntries } from './remove-entries.ts'
import { isSignedBy } from './signature.ts'
import { storeEntries } from './store-entries.ts'
import { hubSecret } from './subscribe.ts'

interface Pushed {
  body: Uint8Array
  type: string
  signature: string | undefined
  /** The `Link` header. */
  links: string
}

export async function takePushed(app: App, feed: FollowedFeed, pushed: Pushed): Promise<void> {
  const account = await findAccount(app, feed.account_id)
  if (!account || !isActive(account) || (await isDomainBlocked(app, feed.host))) return
  const document = verified(app, feed, pushed)
  if (!document) return await readSoon(app, feed)
  const stored = await storeEntries(app, account, document.entries, feed.entries)
  await removeEntries(app, account, document)
  const entries = Object.fromEntries(Object.entries({ ...feed.entries, ...stored }).slice(-MAX_REMEMBERED))
  // It may be an old document that was sent again, so the next read gets the whole feed, and puts that right.
  const changes = { entries, etag: null, last_modified: null }
  await app.db.updateTable('followed_feeds').set(changes).where('account_id', '=', account.id).execute()
}

/** Only the signature proves that it comes from the hub. The hub may still mix up its topics. */
function verified(app: App, feed: FollowedFeed, { body, type, signature, links }: Pushed): ParsedFeed | undefined {
  const secret = hubSecret(app, feed)
  if (secret === undefined || !isSignedBy(secret, body, signature)) return undefined
  const document = parsed(body, type)
  const self = readLinkHeader(links).find(({ rel }) => rel === 'self')?.href ?? document?.self
  return self !== undefined && parseHttpUrl(self.trim())?.href === feed.topic ? document : undefined
}

function parsed(body: Uint8Array, type: string): ParsedFeed | undefined {
  try {
    return parseFeedText(decodeDocument({ body, headers: { 'content-type': type } }))
  } catch (error) {
    if (!(error instanceof Declined)) throw error
    return undefined
  }
}

/** Few times an hour, however often anybody sends something. */
async function readSoon(app: App, { account_id, host }: FollowedFeed): Promise<void> {
  try {
    spend(app, 'feedHints', host)
  } catch (error) {
    if (!(error instanceof TooMany)) throw error
    return
  }
  const now = app.clock.now()
  await app.db
    .updateTable('followed_feeds')
    .set({ next_read_at: now })
    .where('account_id', '=', account_id)
    .where('next_read_at', '>', now)
    .execute()
}
