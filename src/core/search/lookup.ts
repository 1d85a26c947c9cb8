import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { SECOND } from '../../lib/durations.ts'
import { parseId } from '../../lib/ids.ts'
import type { Reason } from '../../messages/reason.ts'
import { findAccountByAcct, findAccountByUri, findLocalAccount } from '../accounts/find.ts'
import type { App, Resolved } from '../app.ts'
import { AtollError, Declined, NotFound } from '../errors.ts'
import { refuseOwnFeed } from '../followed-feeds/refuse-own.ts'
import { isActive, isDeleted } from '../policy/active.ts'
import { canSee } from '../policy/visible.ts'
import { findStatusByUri } from '../statuses/find.ts'
import { findOrRecall } from '../statuses/recall.ts'

interface LookupResult {
  isUrl: boolean
  account?: Account | undefined
  status?: Status | undefined
  /** Why another server's answer did not help. */
  problem?: Reason
}

/** How long a person waits for other servers and sites in all. */
const LOOK_UP_MS = 30 * SECOND
const OWN_FEED = /\.(?:atom|rss|json)$/
type SearchedType = 'accounts' | 'statuses' | 'hashtags'

const HANDLE = /^@?[^@\s/]+@[^@\s/]+$/

/**
 * Finds the status or account that an address (`https://…`) or a handle (`@name@host`) names.
 * @param options.resolve whether it may be fetched from another server
 * @returns undefined if the text is neither an address nor a handle
 */
export async function lookup(
  app: App,
  viewer: Account | undefined,
  q: string,
  { resolve, type }: { resolve: boolean; type?: SearchedType },
): Promise<LookupResult | undefined> {
  if (/^https?:\/\//i.test(q)) {
    const isFetched = resolve && type !== 'hashtags' && !app.uris.isLocal(q)
    const known = await attempt(app, q, () => findHere(app, resolve ? viewer : undefined, q))
    const fetch = () => fetchFound(app, viewer, q, type)
    const found = known ?? (isFetched ? await attempt(app, q, fetch) : undefined)
    return { isUrl: true, ...(await shown(app, viewer, found, resolve)) }
  }
  if (!HANDLE.test(q) && !q.startsWith('@')) return undefined
  const account = await findAccountByAcct(app, q)
  const fetchAccount = async () => ({ account: await app.remote.account(q) })
  const found = account ? { account } : resolve && HANDLE.test(q) ? await attempt(app, q, fetchAccount) : undefined
  return { isUrl: false, ...(await shown(app, viewer, found, resolve)) }
}

/** What is neither an actor nor a post may be a feed, or the site of one. */
async function fetchFound(app: App, viewer: Account | undefined, q: string, type?: SearchedType): Promise<Resolved> {
  const began = app.clock.now()
  try {
    return await app.remote.find(q, viewer)
  } catch (error) {
    if (!viewer || type === 'statuses' || !mayBeFeed(error)) throw error
    const left = LOOK_UP_MS - (app.clock.now() - began)
    const account = left <= 0 ? undefined : await app.remote.feed(q, viewer, left)
    if (!account) throw error
    return { account }
  }
}

/** Its host answered with something else, or says that nothing is there. What was an account or a post before it was deleted is no feed. */
function mayBeFeed(error: unknown): boolean {
  const isOther = error instanceof Declined || error instanceof NotFound
  return isOther && error.code !== 'account-deleted'
}

/**
 * Leaves out a status that the viewer may not see, and an inactive account.
 * @param isWanted whether a person looks at the account found, so that what is stale of it is fetched again (C17)
 */
async function shown(
  app: App,
  viewer: Account | undefined,
  found: Resolved | { problem: Reason } | undefined,
  isWanted: boolean,
): Promise<Omit<LookupResult, 'isUrl'>> {
  if (!found || 'problem' in found) return found ?? {}
  if (isWanted && found.account) await app.remote.freshen(found.account)
  const isShown = found.status ? await canSee(app, viewer, found.status) : isActive(found.account)
  return isShown ? found : {}
}

/** @param asker who may cause a post to be fetched that was dropped from the cache */
async function findKnown(app: App, asker: Account | undefined, url: string): Promise<Resolved | undefined> {
  const page = ownPage(app, url)
  if (page?.statusId !== undefined) {
    const status = await findOrRecall(app, asker, page.statusId)
    return status && { status }
  }
  const account = page ? await findLocalAccount(app, page.username) : await findAccountByUri(app, url)
  // A deleted account may exist again, which a look-up finds out (C8).
  if (account && !isDeleted(account)) return { account }
  const status = await findStatusByUri(app, url)
  return status && { status }
}

/** @throws Declined for one of our own feeds, whose account is followed instead */
async function findHere(app: App, asker: Account | undefined, url: string): Promise<Resolved | undefined> {
  const found = await findKnown(app, asker, url)
  if (!found && OWN_FEED.test(URL.parse(url)?.pathname ?? '')) refuseOwnFeed(app, url)
  return found
}

/** Our own pages, `/@name` and `/@name/1234`, because users copy their addresses and not ids. */
function ownPage(app: App, url: string): { username: string; statusId?: number } | undefined {
  if (!app.uris.isLocal(url)) return undefined
  const match = /^\/@([^/]+)(?:\/(\d+))?\/?$/.exec(URL.parse(url)?.pathname ?? '')
  if (!match?.[1]) return undefined
  const statusId = parseId(match[2])
  return { username: match[1], ...(statusId !== undefined && { statusId }) }
}

/** If another server fails, nothing is found, and the result says why. */
async function attempt<Found extends Resolved | undefined>(
  app: App,
  what: string,
  fetch: () => Promise<Found>,
): Promise<Found | { problem: Reason }> {
  try {
    return await fetch()
  } catch (error) {
    if (!(error instanceof AtollError)) throw error
    app.log.debug({ what, code: error.code, params: error.params }, 'could not resolve for a search')
    return { problem: error.reason }
  }
}
