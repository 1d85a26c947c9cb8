/** `/settings/account`: a person's e-mail address. */
import type { VNode } from 'preact'
import { Invalid } from '../../../core/errors.ts'
import { changeEmail, resendConfirmation } from '../../../core/users/change-email.ts'
import type { User } from '../../../db/tables/users.ts'
import type { Answer } from '../../../lib/http-server/answer.ts'
import { Field } from '../../components/field.tsx'
import { Form } from '../../components/form.tsx'
import { SettingsNav } from '../../components/settings-nav.tsx'
import { problemsOf, readForm } from '../../http/form.ts'
import { ownPasswordProblem } from '../../http/own-password.ts'
import { leadTo, respond } from '../../http/respond.tsx'
import { requireVisitor, type Visit } from '../../visit/visit.ts'

const PATH = '/settings/account'

export async function accountPage(visit: Visit): Promise<Answer> {
  return show(visit, requireVisitor(visit).user, {})
}

export async function submitAccount(visit: Visit): Promise<Answer> {
  const { action, email = '', password = '' } = await readForm(visit)
  const { user } = requireVisitor(visit)
  if (action === 'resend') {
    await resendConfirmation(visit.app, user)
    return leadTo(visit, `${PATH}?sent`)
  }
  const problem = await ownPasswordProblem(visit, password)
  if (problem) return show(visit, user, { email, problems: { password: problem } })
  try {
    await changeEmail(visit.app, user, email)
    return leadTo(visit, PATH)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return show(visit, user, { email, problems: problemsOf(error) })
  }
}

interface Refused {
  email?: string
  problems?: Record<string, string>
}

function show(visit: Visit, user: User, refused: Refused): Promise<Answer> {
  return respond(visit, {
    head: { title: 'Account', noindex: true },
    status: refused.problems ? 422 : 200,
    body: (
      <>
        <h1>Account</h1>
        <SettingsNav here={PATH} />
        <h2>E-mail address</h2>
        <p>{user.email ? <bdi>{user.email}</bdi> : 'You have no address yet, so you cannot reset your password.'}</p>
        {user.unconfirmed_email && <Waiting visit={visit} email={user.unconfirmed_email} />}
        <ChangeForm visit={visit} refused={refused} />
      </>
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

function ChangeForm({ visit, refused: { email, problems = {} } }: { visit: Visit; refused: Refused }): VNode {
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
          problem={problems.email}
        />
        <Field
          name="password"
          label="Your password"
          type="password"
          required
          autocomplete="current-password"
          problem={problems.password}
        />
        <button type="submit">Change the address</button>
      </Form>
    </>
  )
}
