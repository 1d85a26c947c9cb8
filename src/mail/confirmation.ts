/** The letter that asks someone to confirm an address. */
import { z } from 'zod'
import type { App, Reaction, Tx } from '../core/app.ts'
import { makeOneTimeLink } from '../core/users/one-time-link.ts'
import type { User } from '../db/tables/users.ts'
import { job } from '../jobs/job.ts'
import type { Id } from '../lib/ids.ts'
import { mayWriteTo } from './limit.ts'
import { ownerOfAddress, recipient } from './recipient.ts'
import { LETTER_POLICY, sendLetter } from './send.ts'

const payload = z.object({ user_id: z.number(), to: z.string() })

/** user.signed_up, user.confirmation_asked, user.email_change_asked: asks to confirm the address. */
export const mailConfirmation: Reaction<
  'user.signed_up' | 'user.confirmation_asked' | 'user.email_change_asked'
> = async (tx, { user_id }) => {
  const to = (await unconfirmed(tx, user_id))?.unconfirmed_email
  if (to && mayWriteTo(tx, 'lettersAsked', to)) await tx.enqueue(sendConfirmation, { user_id, to })
}

/**
 * The link is made with each attempt, so that it is stored nowhere, not even in the job. If the address belongs to
 * another login, its owner is told that instead.
 */
export const sendConfirmation = job(
  'sendConfirmation',
  { payload, ...LETTER_POLICY },
  async (app: App, { user_id, to }: z.infer<typeof payload>, run) => {
    const user = await recipient(app, user_id)
    if (user?.unconfirmed_email !== to) return
    const owner = await ownerOfAddress(app, to)
    if (owner) return sendLetter(app, run, 'addressTaken', to, { username: owner.username })
    const link = await makeOneTimeLink(app, 'confirm-email', { id: user_id }, to)
    const kind = user.email_confirmed_at === null ? 'confirmation' : 'newAddress'
    return sendLetter(app, run, kind, to, { username: user.username, link })
  },
)

async function unconfirmed({ db }: Tx, id: Id): Promise<Pick<User, 'unconfirmed_email'> | undefined> {
  return await db.selectFrom('users').select('unconfirmed_email').where('id', '=', id).executeTakeFirst()
}
