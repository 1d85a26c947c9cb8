import type { Account } from '../../db/tables/accounts.ts'
import type { FollowRequest, FollowRow } from '../../db/tables/relationships.ts'
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { inOrder, type Page, paginate } from '../page.ts'
import { isActiveSql } from '../policy/active.ts'
import { isUnexpiredSql } from '../policy/mutes.ts'

type Reader = Pick<App, 'db'>
/** A row of a list. `id` is the cursor, `account_id` the listed account. */
export interface Listed {
  id: Id
  account_id: Id
  uri: string
}

/** The accepted follow of `targetId` by `accountId`. A pending request is not a follow. */
export async function findFollow(app: Reader, accountId: Id, targetId: Id): Promise<FollowRow | undefined> {
  return await app.db
    .selectFrom('follows')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('target_id', '=', targetId)
    .executeTakeFirst()
}

export async function findFollowRequest(app: Reader, accountId: Id, targetId: Id): Promise<FollowRequest | undefined> {
  return await app.db
    .selectFrom('follow_requests')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('target_id', '=', targetId)
    .executeTakeFirst()
}

/** The followers of an account, newest first. */
export function listFollowers(app: Reader, account: Account, page: Page): Promise<Listed[]> {
  return list(app, 'follows', INCOMING, account, page)
}

/** The accounts that an account follows, newest first. */
export function listFollowing(app: Reader, account: Account, page: Page): Promise<Listed[]> {
  return list(app, 'follows', OUTGOING, account, page)
}

/** The accounts with a pending request to this account. */
export function listFollowRequests(app: Reader, account: Account, page: Page): Promise<Listed[]> {
  return list(app, 'follow_requests', INCOMING, account, page)
}

export function listBlocks(app: Reader, account: Account, page: Page): Promise<Listed[]> {
  return list(app, 'blocks', OUTGOING, account, page)
}

interface ListedMute extends Listed {
  /** Unix milliseconds; null if the mute does not end by itself. */
  expires_at: number | null
}

/** Mutes that have not expired. */
export async function listMutes(app: Pick<App, 'db' | 'clock'>, account: Account, page: Page): Promise<ListedMute[]> {
  const query = edges(app, 'mutes', OUTGOING, account)
    .select('edge.expires_at')
    .where(isUnexpiredSql('edge', app.clock.now()))
  return inOrder(await paginate(query, 'edge.id', page).execute(), page)
}

type Edges = 'follows' | 'follow_requests' | 'blocks' | 'mutes'
/** Which end of the edge is the account, and which end is listed. */
interface Direction {
  at: 'account_id' | 'target_id'
  listed: 'account_id' | 'target_id'
}
const INCOMING: Direction = { at: 'target_id', listed: 'account_id' }
const OUTGOING: Direction = { at: 'account_id', listed: 'target_id' }

async function list(app: Reader, table: Edges, direction: Direction, account: Account, page: Page): Promise<Listed[]> {
  const query = paginate(edges(app, table, direction, account), 'edge.id', page)
  return inOrder(await query.execute(), page)
}

/** Deleted and suspended accounts are not listed. */
function edges(app: Reader, table: Edges, { at, listed }: Direction, account: Account) {
  // The four tables share the columns that every list needs; the query builder cannot handle a union of tables.
  return app.db
    .selectFrom(`${table as 'mutes'} as edge`)
    .innerJoin('accounts', 'accounts.id', `edge.${listed}`)
    .select(['edge.id as id', `edge.${listed} as account_id`, 'accounts.uri'])
    .where(`edge.${at}`, '=', account.id)
    .where(isActiveSql('accounts'))
}
