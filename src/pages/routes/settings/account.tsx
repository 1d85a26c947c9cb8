/** `/settings/account`: a person's e-mail address. */
import type { VNode } from 'preact'
import { Invalid } from '../../../core/errors.ts'
import { changeEmail, resendConfirmation } from '../../../core/users/change-email.ts'
import type { User } from '../../../db/tables/users.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { SettingsPage } from '../../components/settings-page.tsx'
import { problemsOf, readForm } from '../../http/form.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireConfirmed, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/account'

export async function accountPage(visit: Visit): Promise<Answer> {
  return show(visit, requireConfirmed(visit).user)
}

export async function submitAccount(visit: Visit): Promise<Answer> {
  const { action, email = '' } = await readForm(visit)
  const { user } = requireConfirmed(visit)
  if (action === 'resend') {
    await resendConfirmation(visit.app, user)
    return leadTo(visit, `${PATH}?sent`)
  }
  try {
    await changeEmail(visit.app, user, email)
    return leadTo(visit, PATH)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return show(visit, user, { email, problem: problemsOf(error).email })
  }
}

interface Refused {
  email?: string
  problem?: string | undefined
}

function show(visit: Visit, user: User, refused: Refused = {}): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Account', noindex: true },
    status: refused.problem ? 422 : 200,
    body: (
      <SettingsPage title="Account" here={PATH}>
        <h2>E-mail address</h2>
        <p>{user.email ? <bdi>{user.email}</bdi> : 'You have no address yet, so you cannot reset your password.'}</p>
        {user.unconfirmed_email && <Waiting visit={visit} email={user.unconfirmed_email} />}
        <ChangeForm visit={visit} refused={refused} />
      </SettingsPage>
    ),
  })
}

/** @param props.email the address that nobody has confirmed yet */
function Waiting({ visit, email }: { visit: Visit; email: string }): VNode {
  return (
    <Form visit={visit} class="sheet">
      <p role="status">
        {visit.request.query === 'sent' ? 'We have sent another letter' : 'We have sent a letter'} to <bdi>{email}</bdi>
        . This becomes your address once you open the link in it.
      </p>
      <button class="quiet" type="submit" name="action" value="resend">
        Send again
      </button>
    </Form>
  )
}

function ChangeForm({ visit, refused: { email, problem } }: { visit: Visit; refused: Refused }): VNode {
  return (
    <>
      <h2>Change the address</h2>
      <Form visit={visit} class="sheet">
        <Field
          name="email"
          label="New address"
          type="email"
          hint="Both addresses get a letter"
          required
          autocomplete="email"
          value={email}
          problem={problem}
        />
        <button type="submit">Change the address</button>
      </Form>
    </>
  )
}
