/**
 * Keeps accounts that are used from being pruned. Whoever reads an account may be about to store a reference to it, so
 * each look-up takes back the mark of `prune.ts`, which deletes an account only an hour after it was marked.
 */
import type { Account } from '../../db/tables/accounts.ts'
import type { App } from '../app.ts'

type Db = Pick<App, 'db'>

/** The account, no longer marked; undefined if it was pruned at this moment. */
export async function keepAccount<A extends Account | undefined>(app: Db, account: A): Promise<A | undefined> {
  if (!account || account.unused_since === null) return account
  const [kept] = await keepAccounts(app, [account])
  return kept as A | undefined
}

/** Those of the accounts that were not pruned at this moment, no longer marked. */
export async function keepAccounts(app: Db, accounts: readonly Account[]): Promise<Account[]> {
  const marked = accounts.filter((account) => account.unused_since !== null).map(({ id }) => id)
  if (marked.length === 0) return [...accounts]
  const rows = await app.db
    .updateTable('accounts')
    .set({ unused_since: null })
    .where('id', 'in', marked)
    .returning('id')
    .execute()
  const kept = new Set(rows.map((row) => row.id))
  return accounts.flatMap((account) =>
    account.unused_since === null ? account : kept.has(account.id) ? { ...account, unused_since: null } : [],
  )
}
