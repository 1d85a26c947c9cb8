import { findAccountByUri } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { Declined } from '../core/errors.ts'
import { refuseOwnFeed } from '../core/followed-feeds/refuse-own.ts'
import { storeFeedAccount } from '../core/followed-feeds/store.ts'
import { spend } from '../core/rate-limits/spend.ts'
import type { Account } from '../db/tables/accounts.ts'
import { parseHttpUrl } from '../lib/http/hosts.ts'
import { type Discovered, discover } from './discover.ts'
import { explained } from './failure.ts'
import { parseFeedText } from './parse.ts'
import { profileOf } from './profile.ts'
import { saveRead } from './save-read.ts'
import { intervalOf } from './times.ts'

/**
 * The account that stands for a feed: that at the address, or that of the page there. A new one gets its newest entries
 * at once. It is read again only while somebody follows it.
 * @param asker who looks for it, and for whom the requests are counted
 * @throws as `app.remote.feed`
 */
export async function findFeedAccount(
  app: App,
  address: string,
  asker: Pick<Account, 'id'>,
  withinMs: number,
): Promise<Account | undefined> {
  const url = parseHttpUrl(address.trim())
  if (!url) return undefined
  refuseOwnFeed(app, url.href)
  spend(app, 'feedLookUps', String(asker.id))
  url.hash = ''
  const found = await discoverWithin(app, url.href, withinMs)
  if (!found) return undefined
  const known = await findAccountByUri(app, found.address)
  if (known && !known.is_feed) throw new Declined('feed-is-actor', { uri: found.address })
  return known ?? (await storeNew(app, found))
}

async function discoverWithin(app: App, address: string, ms: number): Promise<Discovered | undefined> {
  const stop = new AbortController()
  const cancel = app.clock.timer(ms, () => stop.abort(new DOMException('It took too long.', 'TimeoutError')))
  try {
    return await discover(app, address, stop.signal)
  } catch (error) {
    throw explained(error)
  } finally {
    cancel()
  }
}

async function storeNew(app: App, { address, response, text }: Discovered): Promise<Account> {
  const document = parseFeedText(text)
  const reading = { host: parseHttpUrl(address)?.host ?? '', interval_ms: intervalOf(document, app.clock.now()) }
  const account = await app.transaction((tx) => storeFeedAccount(tx, address, profileOf(address, document), reading))
  await saveRead(app, account, { response, document })
  return account
}
