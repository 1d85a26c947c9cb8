/** Tells people here what moderators of communities decided about them and their posts. */
import { DAY } from '../../lib/durations.ts'
import type { Id } from '../../lib/ids.ts'
import { RateCounters } from '../../lib/rate-counters.ts'
import { slot } from '../../lib/slot.ts'
import type { Reaction, Tx } from '../app.ts'
import { findStatus } from '../statuses/find.ts'
import { notify, withdraw } from './notify.ts'

/** How often one community may tell one person of bans and their ends. Otherwise it could write to them without end. */
const BAN_RATE = Object.freeze({ max: 10, everyMs: DAY })
const toldOfBans = slot(() => new RateCounters())

function mayTell(tx: Tx, communityId: Id, accountId: Id): boolean {
  return tx.slot(toldOfBans).take(`${communityId} ${accountId}`, BAN_RATE, tx.clock.now()).isAllowed
}

/** status.removed: tells the author. */
export const notifyRemoval: Reaction<'status.removed'> = async (tx, { status_id, community_id, reason }) => {
  const post = await findStatus(tx, status_id)
  if (!post?.local) return
  const about = { type: 'removal', from: community_id, statusId: status_id } as const
  await withdraw(tx, post.account_id, about)
  await notify(tx, [post.account_id], { ...about, reason, via: 'delivery' })
}

/** status.returned: the post is where it was, so the author need not know. */
export const withdrawRemoval: Reaction<'status.returned'> = async (tx, { status_id, community_id }) => {
  const post = await findStatus(tx, status_id)
  if (post?.local) await withdraw(tx, post.account_id, { type: 'removal', from: community_id, statusId: status_id })
}

/** account.banned: says so with the reason and the end, also if one of them has changed. */
export const notifyBan: Reaction<'account.banned'> = async (tx, { ban_id }) => {
  const ban = await tx.db.selectFrom('community_bans').selectAll().where('id', '=', ban_id).executeTakeFirst()
  if (!ban) return
  const { community_id: from, account_id, reason, expires_at: expiresAt } = ban
  await withdrawAboutBans(tx, account_id, from)
  if (!mayTell(tx, from, account_id)) return
  await notify(tx, [account_id], { type: 'ban', from, statusId: null, reason, expiresAt, via: 'delivery' })
}

/** account.unbanned */
export const notifyUnban: Reaction<'account.unbanned'> = async (tx, { community_id: from, account_id, reason }) => {
  await withdrawAboutBans(tx, account_id, from)
  if (!mayTell(tx, from, account_id)) return
  await notify(tx, [account_id], { type: 'unban', from, statusId: null, reason, via: 'delivery' })
}

/** Only the latest decision holds. */
async function withdrawAboutBans(tx: Tx, accountId: Id, from: Id): Promise<void> {
  for (const type of ['ban', 'unban'] as const) await withdraw(tx, accountId, { type, from, statusId: null })
}
