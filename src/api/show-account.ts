import type { App } from '../core/app.ts'
import { findMoveTargets } from '../core/moves/find.ts'
import type { Account } from '../db/tables/accounts.ts'
import type { Json } from '../lib/written-json.ts'
import { type AccountEntity, renderAccount } from './entities/account.ts'

/** One account, with the one to which it has moved. */
export async function showAccount(app: App, account: Account): Promise<Json<AccountEntity>> {
  const targets = await findMoveTargets(app, [account.id])
  return renderAccount(app, account, targets.get(account.id))
}
