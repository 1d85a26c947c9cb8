/** Letters that tell people what happened to their login. */
import { z } from 'zod'
import type { App, Reaction, Tx } from '../core/app.ts'
import { deviceName } from '../core/sessions/device-name.ts'
import { job } from '../jobs/job.ts'
import type { Id } from '../lib/ids.ts'
import type { FactsOf, LetterName } from './compose.ts'
import { mayWriteTo } from './limit.ts'
import { recipient } from './recipient.ts'
import { LETTER_POLICY, sendLetter } from './send.ts'

const NOTICES = [
  'addressChangeAsked',
  'addressChanged',
  'approved',
  'newSignIn',
  'passwordChanged',
  'rejected',
  'secondFactorOff',
  'secondFactorOn',
  'webhookOff',
] as const satisfies LetterName[]
type Notice = (typeof NOTICES)[number]

const payload = z.object({ name: z.enum(NOTICES), to: z.string(), facts: z.record(z.string(), z.string()) })

export const sendNotice = job(
  'sendNotice',
  { payload, ...LETTER_POLICY },
  (app: App, { name, to, facts }: z.infer<typeof payload>, run) =>
    sendLetter(app, run, name, to, facts as unknown as FactsOf<typeof name>),
)

async function notice<N extends Notice>(tx: Tx, name: N, to: string | null, facts: FactsOf<N>): Promise<void> {
  if (to !== null && mayWriteTo(tx, 'notices', to)) await tx.enqueue(sendNotice, { name, to, facts: { ...facts } })
}

/** Sends a notice that names only the account. Someone without a confirmed address gets none. */
async function plainNotice(
  tx: Tx,
  name: Exclude<Notice, 'addressChangeAsked' | 'addressChanged' | 'newSignIn' | 'webhookOff'>,
  userId: Id,
): Promise<void> {
  const user = await recipient(tx, userId)
  if (user) await notice(tx, name, user.email, { username: user.username })
}

/** user.email_change_asked: tells the present address. */
export const mailAddressChange: Reaction<'user.email_change_asked'> = async (tx, { user_id }) => {
  const user = await recipient(tx, user_id)
  if (user) {
    const { username, email, unconfirmed_email: to } = user
    await notice(tx, 'addressChangeAsked', email, { username, to: to ?? '' })
  }
}

/** user.email_changed: tells the former address. */
export const mailAddressChanged: Reaction<'user.email_changed'> = async (tx, { user_id, from }) => {
  const user = await recipient(tx, user_id)
  if (user) await notice(tx, 'addressChanged', from, { username: user.username, to: user.email ?? '' })
}

/** user.approved */
export const mailApproval: Reaction<'user.approved'> = (tx, { user_id }) => plainNotice(tx, 'approved', user_id)

/** user.rejected */
export const mailRejection: Reaction<'user.rejected'> = (tx, { user_id }) => plainNotice(tx, 'rejected', user_id)

/** user.password_changed */
export const mailPassword: Reaction<'user.password_changed'> = (tx, { user_id }) =>
  plainNotice(tx, 'passwordChanged', user_id)

/** user.second_factor_changed */
export const mailSecondFactor: Reaction<'user.second_factor_changed'> = (tx, { user_id, enabled }) =>
  plainNotice(tx, enabled ? 'secondFactorOn' : 'secondFactorOff', user_id)

/** user.signed_in: tells about a browser that the account has not seen before. */
export const mailSignIn: Reaction<'user.signed_in'> = async (tx, { user_id, session_id, is_new_device }) => {
  const user = is_new_device ? await recipient(tx, user_id) : undefined
  const session =
    user && (await tx.db.selectFrom('sessions').selectAll().where('id', '=', session_id).executeTakeFirst())
  if (!user || !session) return
  const { device, address, created_at } = session
  const facts = { username: user.username, device: deviceName(device), address, when: utc(created_at) }
  await notice(tx, 'newSignIn', user.email, facts)
}

/** webhook.switched_off */
export const mailWebhookOff: Reaction<'webhook.switched_off'> = async (tx, { webhook_id }) => {
  const webhook = await tx.db.selectFrom('webhooks').selectAll().where('id', '=', webhook_id).executeTakeFirst()
  const user = webhook && (await recipient(tx, webhook.user_id))
  if (!user) return
  const { id, url, off_reason } = webhook
  const facts = { username: user.username, id: String(id), url, reason: off_reason ?? 'owner' }
  await notice(tx, 'webhookOff', user.email, facts)
}

function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
