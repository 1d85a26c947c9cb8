/** The letter with a link to set a new password. */
import { z } from 'zod'
import type { App, Reaction } from '../core/app.ts'
import { makeOneTimeLink } from '../core/users/one-time-link.ts'
import { job } from '../jobs/job.ts'
import { emailKey } from '../lib/mail/email-address.ts'
import { mayWriteTo } from './limit.ts'
import { ownerOfAddress } from './recipient.ts'
import { LETTER_POLICY, sendLetter } from './send.ts'

const payload = z.object({ email: z.string() })

/** user.reset_asked: sends a link to the owner of the address. Whether there is one is first looked at in the job (case 97). */
export const mailReset: Reaction<'user.reset_asked'> = async (tx, { email }) => {
  if (mayWriteTo(tx, 'lettersAsked', email)) await tx.enqueue(sendReset, { email: emailKey(email) })
}

export const sendReset = job(
  'sendReset',
  { payload, ...LETTER_POLICY },
  async (app: App, { email }: z.infer<typeof payload>, run) => {
    const owner = await ownerOfAddress(app, email)
    if (!owner?.email) return
    const link = await makeOneTimeLink(app, 'reset-password', owner, email)
    return sendLetter(app, run, 'reset', owner.email, { username: owner.username, link })
  },
)
