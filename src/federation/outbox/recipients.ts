/** Who must hear of it → the inboxes to send to: one for each server where it shares one. */
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import { isActiveSql } from '../../core/policy/active.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { hostPause, hostStates, isGivenUp } from '../../delivery/host-health.ts'
import { DAY } from '../../lib/durations.ts'
import { parseHttpUrl } from '../../lib/http/hosts.ts'
import type { Id } from '../../lib/ids.ts'

const ACCOUNTS_PER_QUERY = 1_000
/** with whom somebody has had to do lately. */
const RECENT_MS = 2 * DAY
const MAX_RECENT_ACCOUNTS = 2_000

type Db = Pick<App, 'db'>

/** An inbox that may be sent to. */
export interface Destination {
  inbox: string
  /** Milliseconds until its host wants to hear from us again. */
  pause: number
}

/** The inboxes of everybody elsewhere who follows one of these accounts, in the order of their addresses. */
export async function inboxesOfFollowers(app: Db, targets: readonly Id[], limit?: number): Promise<string[]> {
  const rows = await reachable(app)
    .innerJoin('follows', 'follows.account_id', 'accounts.id')
    .where('follows.target_id', 'in', targets)
    .orderBy('inbox')
    .$if(limit !== undefined, (query) => query.limit(limit ?? 0))
    .execute()
  return rows.map((row) => row.inbox)
}

/** The inboxes of those of these accounts that live elsewhere. */
export async function inboxesOf(app: Db, accounts: readonly Id[]): Promise<string[]> {
  const inboxes = new Set<string>()
  const ids = [...new Set(accounts)]
  for (let from = 0; from < ids.length; from += ACCOUNTS_PER_QUERY) {
    const rows = await reachable(app)
      .where('accounts.id', 'in', ids.slice(from, from + ACCOUNTS_PER_QUERY))
      .execute()
    for (const row of rows) inboxes.add(row.inbox)
  }
  return [...inboxes]
}

/** Never ourselves, nor who is suspended or gone. */
function reachable(app: Db) {
  return app.db
    .selectFrom('accounts')
    .select((eb) => eb.fn.coalesce('accounts.shared_inbox_url', 'accounts.inbox_url').as('inbox'))
    .distinct()
    .where('accounts.domain', 'is not', null)
    .where(isActiveSql('accounts'))
}

/** Who is named in a status, silently or not, and whom it answers. */
export async function findAddressees(app: Db, status: Pick<Status, 'id' | 'in_reply_to_account_id'>): Promise<Id[]> {
  const rows = await app.db.selectFrom('mentions').select('account_id').where('status_id', '=', status.id).execute()
  const named = rows.map((row) => row.account_id)
  return status.in_reply_to_account_id === null ? named : [...named, status.in_reply_to_account_id]
}

/** Who boosted, answered or favourited a status, and so has a copy of it: they must learn of its changes. */
export async function findInteractors(app: Db, statusId: Id): Promise<Id[]> {
  const authors = (column: 'boost_of_id' | 'in_reply_to_id') =>
    app.db.selectFrom('statuses').select('account_id').where(column, '=', statusId).execute()
  const [boosters, answerers] = [await authors('boost_of_id'), await authors('in_reply_to_id')]
  const fans = await app.db.selectFrom('favourites').select('account_id').where('status_id', '=', statusId).execute()
  return [...boosters, ...answerers, ...fans].map((row) => row.account_id)
}

/** who was mentioned or answered by an account in the last days. */
export async function findRecentContacts(app: Db, accountId: Id, now: number): Promise<Id[]> {
  const rows = await app.db
    .selectFrom('statuses')
    .innerJoin('mentions', 'mentions.status_id', 'statuses.id')
    .select('mentions.account_id')
    .distinct()
    .where('statuses.account_id', '=', accountId)
    .where('statuses.created_at', '>', now - RECENT_MS)
    .limit(MAX_RECENT_ACCOUNTS)
    .execute()
  return rows.map((row) => row.account_id)
}

/**
 * Which of these inboxes may be sent to: never our own (case 43), never one of a blocked domain, and not those of
 * servers that we have given up on.
 */
export async function destinations(app: App, inboxes: readonly string[]): Promise<Destination[]> {
  const hosts = new Map<string, string>()
  for (const inbox of new Set(inboxes)) {
    const url = app.uris.isLocal(inbox) ? undefined : parseHttpUrl(inbox)
    if (url && url.host !== app.uris.host) hosts.set(inbox, url.host)
  }
  const states = await hostStates(app, [...hosts.values()])
  const now = app.clock.now()
  const pauses = new Map<string, number>()
  for (const state of states.values()) {
    if (isGivenUp(state, now) || (await isDomainBlocked(app, state.host))) continue
    pauses.set(state.host, hostPause(state, now))
  }
  return [...hosts].flatMap(([inbox, host]) => {
    const pause = pauses.get(host)
    return pause === undefined ? [] : { inbox, pause }
  })
}
