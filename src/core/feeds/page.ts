/**
 * Divides a feed into pages: the feed itself, with its newest posts, and its archive, of which each page links the one
 * before it (RFC 5005). A page of the archive must not change when posts are added, and nobody counts posts from the
 * first one on. So the ids themselves say where a page ends: about every twelfth id is a boundary.
 */
import { type Id, idTime } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { NotFound } from '../errors.ts'
import type { Page } from '../page.ts'
import { accountTimeline } from '../timelines/account.ts'
import { publicTimeline } from '../timelines/public.ts'
import { tagTimeline } from '../timelines/tag.ts'
import type { PublicFeed } from './feed.ts'

/** The feed itself has at least this many posts, and goes on to the next boundary. */
const NEWEST = 12
/** One of this many ids is a boundary. */
const BOUNDARY_EVERY = 12
/** The most posts on one page. One of two hundred pages would be longer; the rest is on the page before it. */
const MAX_POSTS = 60

/**
 * How many posts are searched for one page: of an account, few may be public, and of those with a hashtag, few may be
 * from here. If so many in a row belong in no feed, its archive ends there.
 */
const SEARCHED = 10_000

interface FeedPage {
  /** Newest first. */
  ids: readonly Id[]
  /** Whether it is part of the archive. */
  isArchive: boolean
  /** The newest post of the page before this one, which names that page. */
  older?: Id
  /** The same for the page after this one. Without it, the feed itself comes after it. */
  newer?: Id
}

/** @param until the newest post of a page of the archive; undefined for the feed itself */
export async function readFeedPage(app: App, feed: PublicFeed, until: Id | undefined): Promise<FeedPage> {
  if (until === undefined) {
    const newest = await idsOf(app, feed, { limit: MAX_POSTS + 1 })
    return { ...cut(newest, NEWEST), isArchive: false }
  }
  const ids = await idsOf(app, feed, { maxId: until + 1, limit: MAX_POSTS + 1 })
  if (ids.length === 0) throw new NotFound('no-feed-page')
  const newer = await pageAfter(app, feed, until)
  return { ...cut(ids, 1), isArchive: true, ...(newer !== undefined && { newer }) }
}

/** @param least how many posts the page has at least */
function cut(ids: readonly Id[], least: number): { ids: readonly Id[]; older?: Id } {
  const boundary = ids.findIndex((id, at) => at >= least && isBoundary(id))
  const end = boundary < 0 ? MAX_POSTS : boundary
  const older = ids[end]
  return { ids: ids.slice(0, end), ...(older !== undefined && { older }) }
}

/** The page of the archive that begins at the next boundary, unless that is in the feed itself. */
async function pageAfter(app: App, feed: PublicFeed, until: Id): Promise<Id | undefined> {
  const ids = (await idsOf(app, feed, { minId: until, limit: MAX_POSTS + NEWEST })).toReversed()
  const at = ids.findIndex(isBoundary)
  return at >= 0 && at < MAX_POSTS && ids.length - 1 - at >= NEWEST ? ids[at] : undefined
}

/** Posts may be written at regular times, so the time in an id is scrambled (the finalizer of MurmurHash3). */
function isBoundary(id: Id): boolean {
  let bits = idTime(id) | 0
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return ((bits ^ (bits >>> 16)) >>> 0) % BOUNDARY_EVERY === 0
}

/** Whoever loads them leaves out those of suspended accounts. */
function idsOf(app: App, feed: PublicFeed, page: Page): Promise<Id[]> {
  switch (feed.kind) {
    case 'local':
      return publicTimeline(app, { local: true }, undefined, page)
    case 'tag':
      return tagTimeline(app, feed.tag, { local: true, searched: SEARCHED }, undefined, page)
    case 'account':
      return accountTimeline(app, feed.account, undefined, { ...OWN, excludeReplies: true }, page)
    case 'replies':
      return accountTimeline(app, feed.account, undefined, OWN, page)
    case 'tagged':
      return accountTimeline(app, feed.account, undefined, { ...OWN, tagged: feed.tag }, page)
  }
}

const OWN = { onlyPublic: true, excludeReblogs: true, searched: SEARCHED }
