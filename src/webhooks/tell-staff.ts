/** Reactions that tell the webhooks of moderators and administrators what happened on the server. */
import { renderAccount } from '../api/entities/account.ts'
import { findAccount } from '../core/accounts/find.ts'
import type { Reaction, Tx } from '../core/app.ts'
import type { WebhookEvent } from '../core/webhooks/event-types.ts'
import { recordMessage } from '../core/webhooks/record.ts'
import { staffSubscribers } from '../core/webhooks/subscribers.ts'
import type { Id } from '../lib/ids.ts'
import { writeJson } from '../lib/written-json.ts'

/** user.signed_up */
export const tellAboutSignUp: Reaction<'user.signed_up'> = (tx, { user_id }) =>
  tellAboutUser(tx, 'admin.account.created', user_id)

/** user.approved */
export const tellAboutApproval: Reaction<'user.approved'> = (tx, { user_id }) =>
  tellAboutUser(tx, 'admin.account.approved', user_id)

/** user.rejected */
export const tellAboutRejection: Reaction<'user.rejected'> = (tx, { user_id }) =>
  tellAboutUser(tx, 'admin.account.rejected', user_id)

async function tellAboutUser(tx: Tx, type: WebhookEvent, userId: Id): Promise<void> {
  await tellStaff(tx, type, async () => {
    const user = await tx.db.selectFrom('users').select('account_id').where('id', '=', userId).executeTakeFirst()
    const account = user && (await findAccount(tx, user.account_id))
    if (!account) return undefined
    return { about: `account ${account.id}`, data: renderAccount(tx, account), short: { id: String(account.id) } }
  })
}

/** report.created */
export const tellAboutReport: Reaction<'report.created'> = (tx, { report_id }) =>
  tellStaff(tx, 'admin.report.created', async () => {
    const report = await tx.db.selectFrom('reports').selectAll().where('id', '=', report_id).executeTakeFirst()
    const account = report && (await findAccount(tx, report.account_id))
    if (!account) return undefined
    const { id, host, comment, status_ids, created_at } = report
    const data = {
      ...{ id: String(id), host, comment, created_at: new Date(created_at).toISOString() },
      ...{ target_account: renderAccount(tx, account), status_ids: status_ids.map(String) },
    }
    return { about: `account ${account.id}`, data, short: { id: String(id) } }
  })

interface StaffMessage {
  about: string
  data: unknown
  short: object
}

/** @param load loads what is told; called only if anybody is told */
export async function tellStaff(
  tx: Tx,
  type: WebhookEvent,
  load: () => Promise<StaffMessage | undefined>,
): Promise<void> {
  const told = await staffSubscribers(tx, type)
  const message = told.length > 0 ? await load() : undefined
  if (!message) return
  const written = { ...message, type, data: writeJson(message.data) }
  for (const subscriber of told) await recordMessage(tx, subscriber, written)
}
