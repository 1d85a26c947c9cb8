/** Finds the recipients of an activity and their inboxes, one per server if it has a shared inbox. */
import type { App } from '../../core/app.ts'
import { isDomainBlocked } from '../../core/domains/is-blocked.ts'
import { isActiveSql } from '../../core/policy/active.ts'
import { compiled, type QueryHolder } from '../../db/compiled.ts'
import { list } from '../../db/query-parameters.ts'
import { id } from '../../db/tables/columns.ts'
import type { Status } from '../../db/tables/statuses.ts'
import { hostPause, hostStates, isGivenUp } from '../../delivery/host-health.ts'
import { DAY } from '../../lib/durations.ts'
import { parseHttpUrl } from '../../lib/http/hosts.ts'
import { type Id, idAt } from '../../lib/ids.ts'

const ACCOUNTS_PER_QUERY = 500
/** How long a contact counts as recent. */
const RECENT_MS = 2 * DAY
const MAX_RECENT_ACCOUNTS = 2_000
const MAX_COMMUNITIES = 2_000

type Db = Pick<App, 'db'>

/** An inbox to which we may deliver. */
export interface Destination {
  inbox: string
  /** Milliseconds until we may contact its host again. */
  pause: number
}

/** The inboxes of the remote accounts among these, except suspended and deleted ones. */
export async function inboxesOf(app: QueryHolder, accounts: readonly Id[]): Promise<string[]> {
  const inboxes = new Set<string>()
  const ids = [...new Set(accounts)]
  for (let from = 0; from < ids.length; from += ACCOUNTS_PER_QUERY)
    for (const { inbox } of await findInboxes(app, { ids: ids.slice(from, from + ACCOUNTS_PER_QUERY) }))
      inboxes.add(inbox)
  return [...inboxes]
}

const findInboxes = compiled({ ids: list(id()) }, (db, { ids }) =>
  db
    .selectFrom('accounts')
    .select((eb) => eb.fn.coalesce('accounts.shared_inbox_url', 'accounts.inbox_url').as('inbox'))
    .distinct()
    .where('accounts.id', 'in', ids)
    .where('accounts.domain', 'is not', null)
    .where(isActiveSql('accounts')),
)

/** The accounts that a status mentions, silently or not, and the author that it replies to; of a private message, its reader. */
export async function findAddressees(
  app: Db,
  status: Pick<Status, 'id' | 'in_reply_to_account_id' | 'reader_id'>,
): Promise<Id[]> {
  if (status.reader_id !== null) return [status.reader_id]
  const rows = await app.db.selectFrom('mentions').select('account_id').where('status_id', '=', status.id).execute()
  const mentioned = rows.map((row) => row.account_id)
  return status.in_reply_to_account_id === null ? mentioned : [...mentioned, status.in_reply_to_account_id]
}

/** The accounts that an account mentioned or replied to in the last two days, and the communities. */
export async function findRecentContacts(app: Db, accountId: Id, now: number): Promise<Id[]> {
  const recent = app.db
    .selectFrom('statuses')
    .where('statuses.account_id', '=', accountId)
    // Ids are ordered by time, and the index has them.
    .where('statuses.id', '>', idAt(now - RECENT_MS))
  const mentioned = await recent
    .innerJoin('mentions', 'mentions.status_id', 'statuses.id')
    .select('mentions.account_id as id')
    .distinct()
    .limit(MAX_RECENT_ACCOUNTS)
    .execute()
  const communities = await recent
    .select('statuses.community_id as id')
    .distinct()
    .where('statuses.community_id', 'is not', null)
    .limit(MAX_RECENT_ACCOUNTS)
    .execute()
  return [...mentioned, ...communities].flatMap(({ id }) => id ?? [])
}

/** The communities in whose threads an account ever wrote: their servers keep what it wrote for good. */
export async function findCommunitiesOf(app: Db, accountId: Id): Promise<Id[]> {
  const rows = await app.db
    .selectFrom('statuses')
    .select('community_id as id')
    .distinct()
    .where('account_id', '=', accountId)
    .where('community_id', 'is not', null)
    .limit(MAX_COMMUNITIES)
    .execute()
  return rows.flatMap(({ id }) => id ?? [])
}

/**
 * Selects the inboxes to which we may deliver. Excludes our own (case 43), those of blocked domains, and those of hosts
 * that we have given up on.
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
