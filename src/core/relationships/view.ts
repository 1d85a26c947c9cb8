import type { Account } from '../../db/tables/accounts.ts'
import type { RefusingAnswer } from '../../db/tables/refusals.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { type BanView, findBanFrom } from '../policy/bans.ts'
import { isCommunity } from '../policy/community.ts'
import { isUnexpiredSql } from '../policy/mutes.ts'

/** The relationship of a viewer to another account, with Mastodon's property names. */
export interface RelationshipView {
  id: Id
  following: boolean
  showing_reblogs: boolean
  notifying: boolean
  languages: null
  followed_by: boolean
  blocking: boolean
  blocked_by: boolean
  muting: boolean
  muting_notifications: boolean
  /** Unix milliseconds. */
  muting_expires_at: number | null
  requested: boolean
  /** What the other server answered if it refused the request itself. */
  refusal: RefusingAnswer | null
  requested_by: boolean
  domain_blocking: boolean
  endorsed: boolean
  note: string
  /** The ban of the viewer from this community. */
  ban?: BanView
}

/** The relationships of `viewer` to these accounts, in the order of the ids. Unknown ids are skipped. */
export async function loadRelationships(app: App, viewer: Account, ids: readonly Id[]): Promise<RelationshipView[]> {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return []
  const columns = ['id', 'uri', 'actor_type', 'domain'] as const
  const known = await app.db.selectFrom('accounts').select(columns).where('id', 'in', wanted).execute()
  const existing = new Set(known.map((row) => row.id))
  const [facts, bans] = await Promise.all([loadFacts(app, viewer, wanted), findBans(app, viewer, known)])
  return wanted.filter((id) => existing.has(id)).map((id) => ({ ...viewOf(facts, id), ...bans.get(id) }))
}

type Known = Pick<Account, 'id' | 'uri' | 'actor_type' | 'domain'>

async function findBans(app: App, viewer: Account, known: readonly Known[]): Promise<Map<Id, { ban: BanView }>> {
  const found = new Map<Id, { ban: BanView }>()
  for (const community of known.filter(isCommunity)) {
    const ban = await findBanFrom(app, viewer.id, community)
    if (ban) found.set(community.id, { ban })
  }
  return found
}

type Facts = Awaited<ReturnType<typeof loadFacts>>

async function loadFacts(app: App, viewer: Account, ids: Id[]) {
  const [follows, requests, mutes, blocks, followers, requesters, blockers] = await Promise.all([
    outgoing(app, 'follows', viewer, ids).select(['target_id', 'shows_boosts', 'notifies']).execute(),
    requestsOf(app, viewer, ids),
    unexpiredMutes(app, viewer, ids),
    outgoing(app, 'blocks', viewer, ids).select('target_id').execute(),
    incoming(app, 'follows', viewer, ids),
    incoming(app, 'follow_requests', viewer, ids),
    incoming(app, 'blocks', viewer, ids),
  ])
  return {
    follows: byTarget(follows),
    requests: byTarget(requests),
    mutes: byTarget(mutes),
    blocks: byTarget(blocks),
    followers,
    requesters,
    blockers,
  }
}

function outgoing<T extends 'follows' | 'blocks'>(app: App, table: T, viewer: Account, ids: Id[]) {
  // The tables share these columns; the query builder cannot handle a union of tables.
  const query = app.db.selectFrom(table as 'follows')
  return query.where('account_id', '=', viewer.id).where('target_id', 'in', ids)
}

function requestsOf(app: App, viewer: Account, ids: Id[]) {
  return app.db
    .selectFrom('follow_requests')
    .select(['target_id', 'shows_boosts', 'notifies', 'refusal'])
    .where('account_id', '=', viewer.id)
    .where('target_id', 'in', ids)
    .execute()
}

async function incoming(
  app: App,
  table: 'follows' | 'follow_requests' | 'blocks',
  viewer: Account,
  ids: Id[],
): Promise<Set<Id>> {
  const rows = await app.db
    .selectFrom(table as 'follows')
    .select('account_id')
    .where('target_id', '=', viewer.id)
    .where('account_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.account_id))
}

function unexpiredMutes(app: App, viewer: Account, ids: Id[]) {
  return app.db
    .selectFrom('mutes')
    .select(['target_id', 'hides_notifications', 'expires_at'])
    .where('account_id', '=', viewer.id)
    .where('target_id', 'in', ids)
    .where(isUnexpiredSql('mutes', app.clock.now()))
    .execute()
}

function byTarget<R extends { target_id: Id }>(rows: R[]): Map<Id, R> {
  return new Map(rows.map((row) => [row.target_id, row]))
}

function viewOf(facts: Facts, id: Id): RelationshipView {
  const follow = facts.follows.get(id)
  const request = facts.requests.get(id)
  const mute = facts.mutes.get(id)
  const edge = follow ?? request
  return {
    id,
    following: follow !== undefined,
    showing_reblogs: edge?.shows_boosts ?? false,
    notifying: edge?.notifies ?? false,
    languages: null,
    followed_by: facts.followers.has(id),
    blocking: facts.blocks.has(id),
    blocked_by: facts.blockers.has(id),
    muting: mute !== undefined,
    muting_notifications: mute?.hides_notifications ?? false,
    muting_expires_at: mute?.expires_at ?? null,
    requested: request !== undefined,
    refusal: request?.refusal ?? null,
    requested_by: facts.requesters.has(id),
    domain_blocking: false,
    endorsed: false,
    note: '',
  }
}
