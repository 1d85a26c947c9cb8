/** Switches webhooks off. What was waiting for them stays in the log, and can be asked for again. */
import type { Webhook, WebhookOffReason } from '../../db/tables/webhooks.ts'
import type { Reaction, Tx } from '../app.ts'
import { forgetSubscribers } from './subscribers.ts'

/** Does nothing if it is off already. Its owner is told, unless it was the owner. */
export async function switchOff(tx: Tx, { id }: Pick<Webhook, 'id'>, reason: WebhookOffReason): Promise<void> {
  const off = await tx.db
    .updateTable('webhooks')
    .set({ off_at: tx.clock.now(), off_reason: reason })
    .where('id', '=', id)
    .where('off_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!off) return
  forgetSubscribers(tx)
  await tx.db
    .updateTable('webhook_deliveries')
    .set({ state: 'failed' })
    .where('webhook_id', '=', id)
    .where('state', '=', 'waiting')
    .execute()
  if (reason !== 'owner') await tx.emit('webhook.switched_off', { webhook_id: id })
}

/**
 * user.password_changed: whoever had the old password may have made a webhook, which would go on telling them.
 * Those of API keys and apps end with them.
 */
export const switchOffWebhooks: Reaction<'user.password_changed'> = async (tx, { user_id }) => {
  const made = await tx.db
    .selectFrom('webhooks')
    .select('id')
    .where('user_id', '=', user_id)
    .where('token_id', 'is', null)
    .where('authorization_id', 'is', null)
    .execute()
  for (const webhook of made) await switchOff(tx, webhook, 'password')
}
