/** An account moves to another one, which has confirmed it, or comes back. */
import type { Account } from '../../db/tables/accounts.ts'
import type { Tx } from '../app.ts'
import { Declined } from '../errors.ts'
import type { Via } from '../events.ts'
import { findMove } from './find.ts'

interface MoveOptions {
  /** Whether the old account's own document names the target. */
  isInProfile: boolean
  via: Via
}

/** Moves in a row that are looked at. Nobody moves so often. */
const MAX_CHAIN = 10

/**
 * Stores a confirmed move. If it leads back to where the account came from, the move of the new account is over, so that
 * no accounts keep each other from being forgotten. Repeated, it changes nothing.
 * @throws Declined if the new account has moved on and on
 */
export async function move(
  tx: Tx,
  account: Account,
  target: Account,
  { isInProfile, via }: MoveOptions,
): Promise<void> {
  await tx.lock('moves')
  if (await leadsTo(tx, target, account)) await tx.db.deleteFrom('moves').where('account_id', '=', target.id).execute()
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

async function leadsTo(tx: Tx, from: Account, to: Account): Promise<boolean> {
  let next = await findMove(tx, from.id)
  for (let step = 0; next && step < MAX_CHAIN; step++) {
    if (next.target_id === to.id) return true
    next = await findMove(tx, next.target_id)
  }
  if (next) throw new Declined('move-to-moved', { uri: from.uri })
  return false
}

/** The old account's document no longer says that it has moved. */
export async function endMove(tx: Tx, account: Pick<Account, 'id'>): Promise<void> {
  await tx.db.deleteFrom('moves').where('account_id', '=', account.id).where('in_profile', '=', true).execute()
}
