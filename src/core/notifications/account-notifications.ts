/** Reactions that notify about follows, follow requests and sign-ups. */
import type { Reaction } from '../app.ts'
import { notify, withdraw } from './notify.ts'

/** account.followed: notifies the followed account and withdraws the notification of the request. */
export const notifyFollow: Reaction<'account.followed'> = async (tx, { follow_id, via }) => {
  const follow = await tx.db
    .selectFrom('follows')
    .select(['account_id', 'target_id'])
    .where('id', '=', follow_id)
    .executeTakeFirst()
  if (!follow) return
  await withdraw(tx, follow.target_id, { type: 'follow_request', from: follow.account_id, statusId: null })
  await notify(tx, [follow.target_id], { type: 'follow', from: follow.account_id, statusId: null, via })
}

/** follow.requested: notifies the requested account. */
export const notifyFollowRequest: Reaction<'follow.requested'> = async (tx, { request_id, via }) => {
  const request = await tx.db
    .selectFrom('follow_requests')
    .select(['account_id', 'target_id'])
    .where('id', '=', request_id)
    .executeTakeFirst()
  if (request)
    await notify(tx, [request.target_id], { type: 'follow_request', from: request.account_id, statusId: null, via })
}

/** account.unfollowed, follow.rejected: withdraws the notifications of the follow and of the request. */
export const withdrawFollow: Reaction<'account.unfollowed' | 'follow.rejected'> = async (
  tx,
  { account_id, target_id },
) => {
  await withdraw(tx, target_id, { type: 'follow', from: account_id, statusId: null })
  await withdraw(tx, target_id, { type: 'follow_request', from: account_id, statusId: null })
}

/** user.confirmed: notifies the staff of someone who has signed up with an address that works. */
export const notifySignUp: Reaction<'user.confirmed'> = async (tx, { user_id, via }) => {
  const user = await tx.db.selectFrom('users').select('account_id').where('id', '=', user_id).executeTakeFirst()
  if (!user) return
  const staff = await tx.db.selectFrom('users').select('account_id').where('role', '!=', 'user').execute()
  await notify(
    tx,
    staff.map((row) => row.account_id),
    { type: 'admin.sign_up', from: user.account_id, statusId: null, via },
  )
}
