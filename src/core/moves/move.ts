/** An account moves to another one, which has confirmed it, or comes back. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Tx } from '../app.ts'
import type { Via } from '../events.ts'
import { findMove } from './find.ts'

interface MoveOptions {
  /** Whether the old account's own document names the target. */
  isInProfile: boolean
  via: Via
}

/** Stores a confirmed move. It ends a move in the other direction. Repeated, it changes nothing. */
export async function move(
  tx: Tx,
  account: Account,
  target: Account,
  { isInProfile, via }: MoveOptions,
): Promise<void> {
  await tx.lock(`move:${Math.min(account.id, target.id)}:${Math.max(account.id, target.id)}`)
  await tx.db.deleteFrom('moves').where('account_id', '=', target.id).where('target_id', '=', account.id).execute()
  const known = await findMove(tx, account.id)
  const isSame = known?.target_id === target.id
  const to = { target_id: target.id, in_profile: isInProfile || (isSame && known.in_profile) }
  await tx.db
    .insertInto('moves')
    .values({ account_id: account.id, ...to, created_at: tx.clock.now() })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet(to))
    .execute()
  if (!isSame) await tx.emit('account.moved', { account_id: account.id, target_id: target.id, via })
}

/** The old account's document no longer says that it has moved. */
export async function endMove(tx: Tx, account: Pick<Account, 'id'>): Promise<void> {
  await tx.db.deleteFrom('moves').where('account_id', '=', account.id).where('in_profile', '=', true).execute()
}
