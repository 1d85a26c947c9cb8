/**
 * Fills a community with the newest topics of its outbox: when it is first seen, when the first person here joins it, and
 * from day to day while people look at it and nothing is delivered, because nobody here has joined. Each topic becomes
 * what it would have become if it had been announced to us, but notifies nobody.
 */
import { z } from 'zod'
import { type JsonObject, readAudience, readEmbedded, readId, readType } from '../../activitypub/read.ts'
import { hostOf, sameOrigin } from '../../activitypub/uris.ts'
import { findAccount, findAccountByUri } from '../../core/accounts/find.ts'
import type { App, Reaction, Tx } from '../../core/app.ts'
import { noteOutboxRead } from '../../core/communities/note-outbox-read.ts'
import { requireUnblocked } from '../../core/domains/is-blocked.ts'
import { AtollError } from '../../core/errors.ts'
import { boost } from '../../core/interactions/boost.ts'
import { isActive } from '../../core/policy/active.ts'
import { isCommunity } from '../../core/policy/community.ts'
import { isOpen } from '../../core/policy/open.ts'
import { isReply } from '../../core/policy/replies.ts'
import { findStatusByUri } from '../../core/statuses/find.ts'
import type { Account } from '../../db/tables/accounts.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { doubling } from '../../jobs/job.ts'
import { HOUR, MINUTE } from '../../lib/durations.ts'
import { type Budget, withLookUpBudget } from '../fetch/budget.ts'
import { senderOrUs } from '../fetch/cause.ts'
import { fetchRemote } from '../fetch/document.ts'
import { oncePer } from '../fetch/once-per.ts'
import { remoteJob } from '../fetch/remote-job.ts'
import { fetchStatus, storeFetched } from '../notes/fetch-status.ts'
import { visibilityOf } from '../objects/audience.ts'
import { publishedIn, readNewest } from './newest-items.ts'
import { fetchOwnPage, unlessRefused } from './own-collection.ts'
import { resolveParent } from './thread.ts'

/** Lemmy and PieFed list fifty. */
const MAX_ITEMS = 50
/** The collection, and its first two pages. NodeBB has twenty items on a page. */
const PAGES = 3
/** Fifty whole posts with long texts: NodeBB gives each text three times. */
const MAX_PAGE_BYTES = 4 * 1_048_576
/** All requests, those for unknown authors included: two for each. */
const MAX_FETCHES = 120
/** However slow the servers of the authors are. */
const WITHIN_MS = 2 * MINUTE
/** If the outbox cannot be read then, the next look at the community tries again. */
const ATTEMPTS = 3
const backoff = doubling(10 * MINUTE, { max: HOUR, jitter: 0.25 })
/** At most one job per community in this time. */
const PAUSE_MS = HOUR

export const fillCommunity = remoteJob(
  'fillCommunity',
  { payload: z.object({ uri: z.string() }), uriOf: ({ uri }) => uri, retries: { attempts: ATTEMPTS, backoff } },
  async (app, { uri }) => {
    const community = await findAccountByUri(app, uri)
    if (!community || !hasOutbox(community)) return
    await requireUnblocked(app, community.domain)
    const { outbox_url } = community
    // Its posts can be of anybody, so its server pays for these fetches.
    const limits = { cause: senderOrUs(hostOf(uri)), fetches: MAX_FETCHES, withinMs: WITHIN_MS }
    await withLookUpBudget(app, limits, async (budget) => {
      const fetchPage = (page: string) => fetchOwnPage(app, community, page, { budget, maxBytes: MAX_PAGE_BYTES })
      const items = await unlessRefused(() => readNewest(fetchPage, outbox_url, { items: MAX_ITEMS, pages: PAGES }))
      for (const item of items ?? []) await unlessFailed(() => takeItem(app, community, item, budget))
    })
    await noteOutboxRead(app, community.id)
  },
)

type WithOutbox = Account & { outbox_url: string; domain: string }

function hasOutbox(account: Account): account is WithOutbox {
  const { outbox_url, uri } = account
  return isCommunity(account) && isActive(account) && outbox_url !== null && sameOrigin(outbox_url, uri)
}

/** One post that is deleted, hidden or of a server that does not answer does not keep out the others. */
async function unlessFailed(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AtollError)) throw error
  }
}

/** A post in the thread of a topic joins it, and only a topic is boosted. */
async function takeItem(app: App, community: Account, item: unknown, budget: Budget): Promise<void> {
  // Some servers list only the ids of their activities. NodeBB's lead to the post itself.
  const activity = readEmbedded(item) ?? (await fetchRemote(app, readId(item) ?? '', { budget })).json
  const uri = readId(activity)
  if (uri === undefined || !sameOrigin(uri, community.uri) || readId(activity.actor) !== community.uri) return
  const object = postIn(activity)
  const status = object === undefined ? undefined : await storePost(app, community, object, budget)
  if (!status) return
  if (isReply(status)) return await app.transaction((tx) => resolveParent(tx, status))
  const visibility = visibilityOf(readAudience(activity), community.followers_url)
  const isBoost = readType(activity) === 'Announce' && isOpen({ visibility })
  if (!isBoost || status.account_id === community.id) return
  await boost(app, community, status.id, {
    uri,
    visibility,
    createdAt: publishedIn(activity) ?? status.created_at,
    via: 'fetch',
  })
}

/** What an Announce, a Create or an Announce of a Create is about: an id or a whole post. */
function postIn(activity: JsonObject): unknown {
  const type = readType(activity)
  if (type !== 'Announce' && type !== 'Create') return undefined
  const inner = readEmbedded(activity.object)
  const isWrapped = type === 'Announce' && inner?.actor !== undefined && inner.object !== undefined
  return isWrapped ? (readType(inner) === 'Create' ? inner.object : undefined) : activity.object
}

async function storePost(app: App, community: Account, object: unknown, budget: Budget): Promise<Status | undefined> {
  const uri = readId(object)
  if (uri === undefined) return undefined
  const whole = readEmbedded(object)
  // As its origin has just served it.
  if (whole?.attributedTo !== undefined && sameOrigin(uri, community.uri))
    return await storeFetched(app, { id: uri, json: whole }, { budget })
  const known = await findStatusByUri(app, uri)
  return known || app.uris.isLocal(uri) ? known : await fetchStatus(app, uri, { budget })
}

/** Whether a look at this account should fill it. */
export function isFillDue(app: Pick<App, 'clock' | 'config'>, account: Account): boolean {
  const isDelivered = account.outbox_read_at !== null && account.followers_count > 0
  return hasOutbox(account) && !isDelivered && isOutboxStale(app, account)
}

function isOutboxStale({ clock, config }: Pick<App, 'clock' | 'config'>, { outbox_read_at }: Account): boolean {
  return clock.now() - (outbox_read_at ?? 0) > config.cacheProfileHours * HOUR
}

export async function fillIfDue(tx: Tx, account: Account): Promise<void> {
  if (isFillDue(tx, account)) await enqueueFill(tx, account)
}

/** account.followed, when a community has accepted its first member here: adds what was not delivered until now. */
export const fillJoined: Reaction<'account.followed'> = async (tx, { target_id, via }) => {
  const target = via === 'local' ? undefined : await findAccount(tx, target_id)
  if (target && hasOutbox(target) && target.followers_count <= 1 && isOutboxStale(tx, target))
    await enqueueFill(tx, target)
}

async function enqueueFill(tx: Tx, { id, uri }: Account): Promise<void> {
  await oncePer(tx, `outbox ${id}`, PAUSE_MS, () => tx.enqueue(fillCommunity, { uri }))
}
