/** What is remembered of the follow of a remote account that ended, so that late answers are understood (C11). */
import type { Account } from '../../db/tables/accounts.ts'
import type { EndedFollow } from '../../db/tables/relationships.ts'
import { HOUR } from '../../lib/durations.ts'
import type { Tx } from '../app.ts'
import type { RemovedEdge } from './remove-edges.ts'

/** A Reject that names no follow of ours answers a withdrawal of at most this age. Later, it is a decision. */
const ANSWERED_WITHIN_MS = HOUR
/** More withdrawals of one pair than this are not counted. */
const MAX_WITHDRAWALS = 20

type Ends = Pick<Account, 'id' | 'domain'>

/** The follower withdrew the follow. Misskey answers each withdrawal with a Reject. */
export async function rememberWithdrawal(tx: Tx, follower: Ends, target: Ends, edge?: RemovedEdge): Promise<void> {
  if (!crossesServers(follower, target)) return
  const known = await findEnded(tx, follower, target)
  const withdrawals = Math.min((known && isRecent(tx, known) ? known.withdrawals : 0) + 1, MAX_WITHDRAWALS)
  await store(tx, follower, target, { ...edge, by_target: false, withdrawals, withdrawn_at: tx.clock.now() })
}

/** The target rejected the follow, or removed the follower. */
export async function rememberRejection(tx: Tx, follower: Ends, target: Ends, edge: RemovedEdge): Promise<void> {
  if (crossesServers(follower, target)) await store(tx, follower, target, { ...edge, by_target: true })
}

/** The follower no longer wants what the target rejected, so that a late Accept does not bring it back. */
export async function forgetRejection(tx: Tx, follower: Ends, target: Ends): Promise<void> {
  await tx.db
    .updateTable('ended_follows')
    .set({ by_target: false })
    .where('account_id', '=', follower.id)
    .where('target_id', '=', target.id)
    .execute()
}

/**
 * The latest follow, if the target ended it.
 * @param uri the follow that the Accept names; undefined if it names none of ours
 */
export async function findRejected(
  tx: Tx,
  follower: Ends,
  target: Ends,
  uri: string | undefined,
): Promise<EndedFollow | undefined> {
  const ended = await findEnded(tx, follower, target)
  return ended?.by_target && (uri === undefined || uri === ended.uri) ? ended : undefined
}

/** Counts a Reject that names no follow of ours as the answer to a withdrawal. @returns false if none awaits one */
export async function answerWithdrawal(tx: Tx, follower: Ends, target: Ends): Promise<boolean> {
  const ended = await findEnded(tx, follower, target)
  if (!ended || ended.withdrawals === 0 || !isRecent(tx, ended)) return false
  const withdrawals = ended.withdrawals - 1
  await tx.db.updateTable('ended_follows').set({ withdrawals }).where('id', '=', ended.id).execute()
  return true
}

function crossesServers(follower: Ends, target: Ends): boolean {
  return follower.domain === null && target.domain !== null
}

function isRecent({ clock }: Tx, { withdrawn_at }: EndedFollow): boolean {
  return withdrawn_at !== null && withdrawn_at > clock.now() - ANSWERED_WITHIN_MS
}

async function findEnded(tx: Tx, follower: Ends, target: Ends): Promise<EndedFollow | undefined> {
  return await tx.db
    .selectFrom('ended_follows')
    .selectAll()
    .where('account_id', '=', follower.id)
    .where('target_id', '=', target.id)
    .executeTakeFirst()
}

type Ending = Partial<RemovedEdge> & Pick<EndedFollow, 'by_target'> & Partial<EndedFollow>

async function store(tx: Tx, follower: Ends, target: Ends, ending: Ending): Promise<void> {
  const values = { ...ending, ended_at: tx.clock.now() }
  await tx.db
    .insertInto('ended_follows')
    .values({
      id: tx.ids.next(),
      account_id: follower.id,
      target_id: target.id,
      shows_boosts: true,
      notifies: false,
      ...values,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'target_id']).doUpdateSet(values))
    .execute()
}
