import type { Reaction } from '../app.ts'
import { notify } from './notify.ts'

/** interaction.rejected: notifies the account that replied to, favourited or boosted the post. */
export const notifyRejection: Reaction<'interaction.rejected'> = async (tx, { author_id, account_id, status_id }) => {
  await notify(tx, [account_id], { type: 'rejection', from: author_id, statusId: status_id, via: 'delivery' })
}
