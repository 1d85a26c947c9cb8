/** Tells people here what moderators of communities decided about them and their posts. */
import type { Id } from '../../lib/ids.ts'
import type { Reaction, Tx } from '../app.ts'
import { findStatus } from '../statuses/find.ts'
import { notify, withdraw } from './notify.ts'

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
  await notify(tx, [account_id], { type: 'ban', from, statusId: null, reason, expiresAt, via: 'delivery' })
}

/** account.unbanned */
export const notifyUnban: Reaction<'account.unbanned'> = async (tx, { community_id, account_id, reason }) => {
  await withdrawAboutBans(tx, account_id, community_id)
  await notify(tx, [account_id], { type: 'unban', from: community_id, statusId: null, reason, via: 'delivery' })
}

/** Only the latest decision holds. */
async function withdrawAboutBans(tx: Tx, accountId: Id, from: Id): Promise<void> {
  for (const type of ['ban', 'unban'] as const) await withdraw(tx, accountId, { type, from, statusId: null })
}
