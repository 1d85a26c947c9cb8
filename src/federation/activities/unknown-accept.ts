/** Another server accepts a follow that does not exist here. An Undo tells it that nobody follows. */
import type { App, Tx } from '../../core/app.ts'
import { rememberWithdrawal } from '../../core/relationships/ended-follows.ts'
import type { Account } from '../../db/tables/accounts.ts'
import { DAY, HOUR } from '../../lib/durations.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import { outgoingFollow } from './outgoing-follow.ts'
import { sendUndo } from './undo.ts'

/** Undos per follower and followed account. */
const PAIR_RATE = Object.freeze({ max: 1, everyMs: DAY })
/** Undos per server, whose accounts cost it nothing. */
const HOST_RATE = Object.freeze({ max: 100, everyMs: HOUR })

const undosByPair = slot(() => new RateCounters())
const undosByHost = slot(() => new RateCounters())

/** Whether the Undo of a follow that `accepter` believes in may be sent. Counts it. */
export function mayUndoUnknown(app: App, follower: Account, accepter: Account): boolean {
  const now = app.clock.now()
  const pair = app.slot(undosByPair).take(`${follower.id} ${accepter.id}`, PAIR_RATE, now)
  return pair.isAllowed && app.slot(undosByHost).take(accepter.domain ?? '', HOST_RATE, now).isAllowed
}

/** Sends the Undo of the follow that was accepted, to the account that accepted it. */
export async function undoUnknownFollow(tx: Tx, follower: Account, accepter: Account, uri?: string): Promise<void> {
  const follow = await outgoingFollow(tx, { account_id: follower.id, target_id: accepter.id, uri: uri ?? null })
  if (!follow) return
  // An Undo of this follow may have been sent before, and this one must not be taken for a duplicate.
  await sendUndo(tx, follow, tx.ids.next())
  await rememberWithdrawal(tx, follower, accepter)
}
