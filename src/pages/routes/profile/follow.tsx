/** `/@name/follow`: a visitor follows from their own server (E-04). */
import type { VNode } from 'preact'
import { ERROR_STATUS } from '../../../api/entities/error-status.ts'
import { findLocalAccount } from '../../../core/accounts/find.ts'
import { AtollError, NotFound } from '../../../core/errors.ts'
import { spend } from '../../../core/rate-limits/spend.ts'
import type { Account } from '../../../db/tables/accounts.ts'
import { normalizeHost } from '../../../lib/http/hosts.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { sentenceOf } from '../../../messages/sentence-of.ts'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { nameOf, pagesOf } from '../../components/person.tsx'
import { readForm } from '../../http/form.ts'
import { withNext } from '../../http/own-path.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import type { Visit } from '../../visit/visit.ts'
import { actOnAccount } from './act.ts'
import { pageOfAccount } from './find.tsx'

export const followPage = pageOfAccount('/follow', async (visit, account) =>
  visit.visitor ? leadTo(visit, pagesOf(account)) : showForm(visit, account),
)

/** A member follows; a visitor is led to their own server, as it says itself. */
export async function submitFollow(visit: Visit, acct: string): Promise<Answer> {
  if (visit.visitor) return actOnAccount(visit, acct, 'follow')
  const { handle = '' } = await readForm(visit)
  const account = await findLocalAccount(visit.app, acct)
  if (!account) throw new NotFound('no-account', { acct })
  try {
    return leadTo(visit, await followAddress(visit, account, handle.trim()))
  } catch (error) {
    if (!(error instanceof AtollError) || error.kind === 'too-many') throw error
    return showForm(visit, account, { handle, problem: sentenceOf(error.reason), status: ERROR_STATUS[error.kind] })
  }
}

/**
 * The page of the visitor's server that follows the account. Its address comes from that server, which the visitor has
 * named here; `readJrd` has checked it.
 */
async function followAddress({ app, caller }: Visit, account: Account, handle: string): Promise<string> {
  const followed = `${account.username}@${app.uris.host}`
  if (normalizeHost(handle.split('@').at(-1) ?? '') === app.uris.host)
    return `/authorize_interaction?uri=${encodeURIComponent(followed)}`
  spend(app, 'remoteFollow', caller.network)
  const template = await app.remote.subscribeTemplate(handle)
  return new URL(template.replace('{uri}', () => encodeURIComponent(followed))).href
}

interface FormState {
  handle?: string
  problem?: string
  status?: number
}

function showForm(visit: Visit, account: Account, { handle, problem, status = 200 }: FormState = {}): Promise<Answer> {
  return respond(visit, {
    head: { title: `Follow ${nameOf(account)}`, noindex: true },
    status,
    body: (
      <>
        <h1>
          Follow <bdi>{nameOf(account)}</bdi>
        </h1>
        <p class="lead">Any server of the fediverse will do. You follow from the one where your account is.</p>
        <FollowForm visit={visit} handle={handle} problem={problem} />
        <p>
          Your account is on {visit.app.uris.host}? <a href={withNext('/auth/sign-in', pagesOf(account))}>Sign in</a>
        </p>
      </>
    ),
  })
}

function FollowForm({ visit, handle, problem }: { visit: Visit } & Pick<FormState, 'handle' | 'problem'>): VNode {
  return (
    <Form visit={visit} class="sheet">
      <Field
        name="handle"
        label="Your handle"
        hint="For example @name@social.example. Your own server then asks you to confirm."
        required
        autocapitalize="none"
        spellcheck={false}
        autocomplete="on"
        value={handle}
        problem={problem}
      />
      <button type="submit">Continue</button>
    </Form>
  )
}
