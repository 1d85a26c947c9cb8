/** Recipients of an activity that may be very many. They are read in batches, and a longer list only by a job. */
import { sql } from 'kysely'
import type { App } from '../../core/app.ts'
import type { Database } from '../../db/tables/index.ts'
import type { Id } from '../../lib/ids.ts'
import { inboxesOf } from './recipients.ts'

export interface Audience {
  /** The followers of these local accounts. */
  followersOf?: readonly Id[]
  /** The accounts that this local account follows. */
  followedBy?: Id
  /** The accounts that boosted, favourited or replied to this status. Their servers have a copy and need its changes. */
  holdersOf?: Id
}

type Db = Pick<App, 'db' | 'slot'>

/** Up to this many accounts are read in the transaction of the action. */
const INLINE_ACCOUNTS = 1_000
const ACCOUNTS_PER_QUERY = 500

/** @returns undefined if there are more than `INLINE_ACCOUNTS` accounts */
export async function inboxesOfFew(app: Db, audience: Audience): Promise<string[] | undefined> {
  const accounts: Id[] = []
  for await (const batch of accountsIn(app, audience)) {
    accounts.push(...batch)
    if (accounts.length > INLINE_ACCOUNTS) return undefined
  }
  return inboxesOf(app, accounts)
}

/** Sorted by address. Not for use in a transaction. */
export async function inboxesOfAll(app: Db, audience: Audience): Promise<string[]> {
  const inboxes = new Set<string>()
  for await (const batch of accountsIn(app, audience))
    for (const inbox of await inboxesOf(app, batch)) inboxes.add(inbox)
  return [...inboxes].sort()
}

async function* accountsIn(app: Db, { followersOf = [], followedBy, holdersOf }: Audience): AsyncGenerator<Id[]> {
  for (const id of followersOf)
    yield* column(app, { table: 'follows', where: 'target_id', is: id, cursor: 'id', column: 'account_id' })
  if (followedBy !== undefined)
    yield* column(app, { table: 'follows', where: 'account_id', is: followedBy, cursor: 'id', column: 'target_id' })
  if (holdersOf === undefined) return
  const holders = { is: holdersOf, column: 'account_id' } as const
  yield* column(app, { ...holders, table: 'statuses', where: 'boost_of_id', cursor: 'account_id' })
  yield* column(app, { ...holders, table: 'statuses', where: 'in_reply_to_id', cursor: 'id' })
  yield* column(app, { ...holders, table: 'favourites', where: 'status_id', cursor: 'id' })
}

interface Source {
  table: keyof Database
  where: string
  is: Id
  /** Orders the rows. An index has it after `where`. */
  cursor: string
  column: string
}

async function* column({ db }: Db, { table, where, is, cursor, column }: Source): AsyncGenerator<Id[]> {
  for (let after = 0; ; ) {
    const rows = await db
      .selectFrom(table as 'follows')
      .select([sql.ref<Id>(column).as('account'), sql.ref<Id>(cursor).as('cursor')])
      .where(sql.ref(where), '=', is)
      .where(sql.ref(cursor), '>', after)
      .orderBy(sql.ref(cursor))
      .limit(ACCOUNTS_PER_QUERY)
      .execute()
    const last = rows.at(-1)
    if (!last) return
    yield rows.map((row) => row.account)
    if (rows.length < ACCOUNTS_PER_QUERY) return
    after = last.cursor
  }
}
