import type { Account } from '../../db/tables/accounts.ts'
import type { Id } from '../../lib/ids.ts'
import { readHandle, sharedKey } from '../accounts/acct.ts'
import type { App } from '../app.ts'
import { isActiveSql } from '../policy/active.ts'
import { findHiddenInSearch } from '../policy/blocks.ts'
import { isCommunity } from '../policy/community.ts'
import { endOfPrefix } from './prefix.ts'

/** Names have no index, so they are searched only among this many followed and as many local accounts. */
const NAMES_READ = 2_000
/** Communities have no index of their own, so they are searched only among this many handles. */
const HANDLES_READ = 2_000

interface Wanted {
  q: string
  following: boolean
  limit: number
  offset: number
}

/**
 * Accounts whose handle begins with the text, then followed or local ones whose name contains it. Accounts that
 * block the viewer are left out.
 */
export async function searchPeople(app: App, viewer: Account | undefined, wanted: Wanted): Promise<Id[]> {
  const { acct, wantsCommunity } = readHandle(wanted.q)
  const text = acct.normalize('NFC').toLowerCase()
  if (text === '') return []
  const size = wanted.offset + wanted.limit
  const byHandle = await findByHandle(app, viewer, { text, wantsCommunity, following: wanted.following, limit: size })
  const needsNames = byHandle.length < size && !wantsCommunity
  const byName = needsNames ? await findByName(app, viewer, text, wanted.following) : []
  const ids = [...new Set([...byHandle, ...byName])]
  const hidden = viewer ? await findHiddenInSearch(app, viewer.id, ids) : new Set<Id>()
  return ids.filter((id) => !hidden.has(id)).slice(wanted.offset, size)
}

/** Active accounts without the instance actor. */
function activeAccounts(app: App) {
  return app.db
    .selectFrom('accounts')
    .where(isActiveSql('accounts'))
    .where('accounts.uri', '!=', app.uris.instanceActor)
}

interface WantedHandle {
  /** The beginning of the handle, in lower case. */
  text: string
  wantsCommunity: boolean
  following: boolean
  limit: number
}

async function findByHandle(
  app: App,
  viewer: Account | undefined,
  { text, wantsCommunity, following, limit }: WantedHandle,
): Promise<Id[]> {
  const found: Id[] = []
  // One range of the index at a time: a query for both would sort all that they hold.
  for (const start of wantsCommunity ? [sharedKey(text), text] : [text, sharedKey(text)]) {
    const range = { start, following, limit: wantsCommunity ? HANDLES_READ : limit }
    const rows = await handlesFrom(app, viewer, range)
    found.push(...rows.filter((row) => !wantsCommunity || isCommunity(row)).map((row) => row.id))
  }
  return found.slice(0, limit)
}

function handlesFrom(
  app: App,
  viewer: Account | undefined,
  { start, following, limit }: { start: string; following: boolean; limit: number },
): Promise<Pick<Account, 'id' | 'actor_type' | 'domain'>[]> {
  let query = activeAccounts(app)
    .select(['accounts.id', 'accounts.actor_type', 'accounts.domain'])
    .where('accounts.acct_key', '>=', start)
    .where('accounts.acct_key', '<', endOfPrefix(start))
  if (following && viewer)
    query = query.innerJoin('follows', 'follows.target_id', 'accounts.id').where('follows.account_id', '=', viewer.id)
  return query.orderBy('accounts.acct_key').limit(limit).execute()
}

async function findByName(app: App, viewer: Account | undefined, text: string, following: boolean): Promise<Id[]> {
  const followed = viewer
    ? await activeAccounts(app)
        .innerJoin('follows', 'follows.target_id', 'accounts.id')
        .select(['accounts.id', 'accounts.display_name'])
        .where('follows.account_id', '=', viewer.id)
        .orderBy('follows.id', 'desc')
        .limit(NAMES_READ)
        .execute()
    : []
  const local = following
    ? []
    : await activeAccounts(app)
        .select(['accounts.id', 'accounts.display_name'])
        .where('accounts.domain', 'is', null)
        .orderBy('accounts.id', 'desc')
        .limit(NAMES_READ)
        .execute()
  return [...followed, ...local].filter((row) => row.display_name.toLowerCase().includes(text)).map((row) => row.id)
}
