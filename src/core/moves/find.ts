import type { Account } from '../../db/tables/accounts.ts'
import type { MoveRow } from '../../db/tables/moves.ts'
import type { Id } from '../../lib/ids.ts'
import { findAccountsByIds } from '../accounts/find.ts'
import type { App } from '../app.ts'
import { isActive } from '../policy/active.ts'

type Reader = Pick<App, 'db'>

export async function findMove(app: Reader, accountId: Id): Promise<MoveRow | undefined> {
  return await app.db.selectFrom('moves').selectAll().where('account_id', '=', accountId).executeTakeFirst()
}

/** Where these accounts have moved: account id → the new account, if it is active. */
export async function findMoveTargets(app: Reader, accountIds: readonly Id[]): Promise<Map<Id, Account>> {
  if (accountIds.length === 0) return new Map()
  const rows = await app.db.selectFrom('moves').selectAll().where('account_id', 'in', accountIds).execute()
  const targets = await findAccountsByIds(
    app,
    rows.map((row) => row.target_id),
  )
  const byId = new Map(targets.filter(isActive).map((target) => [target.id, target]))
  return new Map(
    rows.flatMap(({ account_id, target_id }) => {
      const target = byId.get(target_id)
      return target ? [[account_id, target] as const] : []
    }),
  )
}
