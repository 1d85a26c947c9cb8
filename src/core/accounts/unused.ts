/** Finds the accounts of other servers to which nothing here refers, those received longest ago first. */
import type { Id } from '../../lib/ids.ts'
import type { App } from '../app.ts'
import { isActiveSql } from '../policy/active.ts'
import { isUnreferencedSql } from './references.ts'

/** Accounts per query. Each takes a look into sixteen indexes. */
const BATCH = 100

interface UnusedOptions {
  /** Only accounts that were last received before this time. */
  before: number
  /** Only accounts of this server. */
  host?: string | undefined
}

interface UnusedAccount {
  id: Id
  fetched_at: number
}

/** Batch after batch; a batch may be empty. Deleted and suspended accounts stay, so they are left out. */
export async function* findUnused(app: App, { before, host }: UnusedOptions): AsyncGenerator<UnusedAccount[]> {
  for (let after = -1; ; ) {
    const rows = await app.db
      .selectFrom('accounts')
      .select(['id', 'fetched_at'])
      .where('fetched_at', '>', after)
      .where('fetched_at', '<', before)
      .orderBy('fetched_at')
      .orderBy('id')
      .limit(BATCH)
      .execute()
    const last = rows.at(-1)?.fetched_at
    if (last == null) return
    yield await unusedAmong(
      app,
      rows.map((row) => row.id),
      host,
    )
    // Accounts of the same millisecond beyond the batch have their turn the next time.
    after = last
    await app.clock.sleep(0)
  }
}

async function unusedAmong(app: App, ids: readonly Id[], host: string | undefined): Promise<UnusedAccount[]> {
  return await app.db
    .selectFrom('accounts')
    .select(['id', 'fetched_at'])
    .$narrowType<{ fetched_at: number }>()
    .where('id', 'in', ids)
    .where('fetched_at', 'is not', null)
    .where('domain', 'is not', null)
    .where('unused_since', 'is', null)
    .$if(host !== undefined, (query) => query.where('domain', '=', host as string))
    .where(isActiveSql('accounts'))
    .where(isUnreferencedSql())
    .orderBy('fetched_at')
    .execute()
}

export async function countUnused(app: App, options: UnusedOptions): Promise<number> {
  let count = 0
  for await (const accounts of findUnused(app, options)) count += accounts.length
  return count
}

export async function countRemoteAccounts({ db }: App): Promise<number> {
  const { count } = await db
    .selectFrom('accounts')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('domain', 'is not', null)
    .executeTakeFirstOrThrow()
  return count
}
