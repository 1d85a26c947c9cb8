/** Renders the rows of a list as a page of accounts. */
import { findAccountsByIds } from '../core/accounts/find.ts'
import type { App } from '../core/app.ts'
import { findMoveTargets } from '../core/moves/find.ts'
import type { Page } from '../core/page.ts'
import { isDeleted } from '../core/policy/active.ts'
import type { Id } from '../lib/ids.ts'
import type { Json } from '../lib/written-json.ts'
import { type AccountEntity, renderAccount } from './entities/account.ts'
import { type MutedAccountEntity, renderMutedAccount } from './entities/muted-account.ts'
import { pagedReply, type Reply } from './http/reply.ts'

/** @param listed one page: `id` is the cursor, `account_id` the account to show */
export async function showAccountPage(
  app: App,
  listed: readonly { id: Id; account_id: Id }[],
  page: Page,
): Promise<Reply<Json<AccountEntity>[]>> {
  const shown = await showAccounts(
    app,
    listed.map((row) => row.account_id),
  )
  return pagedReply(
    shown,
    listed.map((row) => row.id),
    page,
  )
}

/** Renders accounts in the order of `ids`, without the deleted ones. */
export async function showAccounts(app: App, ids: readonly Id[]): Promise<Json<AccountEntity>[]> {
  const accounts = await findAccountsByIds(app, ids)
  const targets = await findMoveTargets(app, ids)
  return accounts
    .filter((account) => !isDeleted(account))
    .map((account) => renderAccount(app, account, targets.get(account.id)))
}

/** @param listed one page of mutes */
export async function showMutedPage(
  app: App,
  listed: readonly { id: Id; account_id: Id; expires_at: number | null }[],
  page: Page,
): Promise<Reply<Json<MutedAccountEntity>[]>> {
  const expires = new Map(listed.map((row) => [row.account_id, row.expires_at]))
  const accounts = await findAccountsByIds(app, [...expires.keys()])
  return pagedReply(
    accounts
      .filter((account) => !isDeleted(account))
      .map((account) => renderMutedAccount(app, account, expires.get(account.id) ?? null)),
    listed.map((row) => row.id),
    page,
  )
}
