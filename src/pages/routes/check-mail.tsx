/** `/auth/check-mail`: what someone who has signed up waits for. */
import type { VNode } from 'preact'
import { Invalid } from '../../core/errors.ts'
import { loginState } from '../../core/policy/logins.ts'
import { changeEmail, resendConfirmation } from '../../core/users/change-email.ts'
import type { User } from '../../db/tables/users.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { problemsOf, readForm } from '../http/form.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { SignInNeeded, type Visit } from '../visit/visit.ts'

const PATH = '/auth/check-mail'
const HOME = '/home'

export async function checkMailPage(visit: Visit): Promise<Answer> {
  if (visit.visitor) return leadTo(visit, HOME)
  return show(visit, requireNewcomer(visit), {})
}

/** Sends the letter again, to another address if one is given. */
export async function submitCheckMail(visit: Visit): Promise<Answer> {
  const { email = '' } = await readForm(visit)
  const user = requireNewcomer(visit)
  try {
    if (email.trim() === '') await resendConfirmation(visit.app, user)
    else await changeEmail(visit.app, user, email)
    return leadTo(visit, `${PATH}?sent`)
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    return show(visit, user, { email, problem: problemsOf(error).email })
  }
}

function requireNewcomer({ newcomer }: Visit): User {
  if (!newcomer) throw new SignInNeeded()
  return newcomer.user
}

interface Refused {
  email?: string
  problem?: string | undefined
}

function show(visit: Visit, user: User, refused: Refused): Promise<Answer> {
  const isPending = loginState(user) === 'pending'
  return respond(visit, {
    head: { title: isPending ? 'Thank you' : 'Check your mail', noindex: true },
    status: refused.problem ? 422 : 200,
    body: (
      <>
        {isPending ? <Pending email={user.email} /> : <Unconfirmed visit={visit} user={user} refused={refused} />}
        <Form visit={visit} action="/auth/sign-out">
          <button class="link" type="submit">
            Sign out
          </button>
        </Form>
      </>
    ),
  })
}

function Pending({ email }: { email: string | null }): VNode {
  return (
    <>
      <h1>Thank you</h1>
      <p class="lead">
        A moderator will read your request. We will write to <bdi>{email}</bdi> once it is approved.
      </p>
    </>
  )
}

function Unconfirmed({ visit, user, refused }: { visit: Visit; user: User; refused: Refused }): VNode {
  return (
    <>
      <h1>Check your mail</h1>
      <p class="lead">
        We have written {visit.request.query === 'sent' ? 'another letter' : 'a letter'} to{' '}
        <bdi>{user.unconfirmed_email}</bdi>. Open the link in it
        {user.approved_at === null ? ', and a moderator will read your request' : ', and your account works'}.
      </p>
      <p>
        {visit.app.mail.writesFiles
          ? 'But this server cannot send mail yet. Ask its administrators to confirm your address.'
          : 'Nothing there? Look into the folder for spam, or send it again.'}
      </p>
      <Form visit={visit} class="sheet">
        <Field
          name="email"
          label="Another address"
          type="email"
          hint="Only if you mistyped it"
          autocomplete="email"
          value={refused.email}
          problem={refused.problem}
        />
        <button type="submit">Send again</button>
      </Form>
    </>
  )
}
