/** The second step of a sign-in: a code of the authenticator app, or a recovery code. */
import type { VNode } from 'preact'
import { endPendingSignIn, findPendingSignIn } from '../../core/sessions/pending.ts'
import { checkCode } from '../../core/users/sign-in.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { readForm } from '../http/form.ts'
import { nextOf, withNext } from '../http/own-path.ts'
import { refusalOf } from '../http/refusal.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { signInHere } from '../visit/accounts.ts'
import type { Visit } from '../visit/visit.ts'

const head = { title: 'Second factor', noindex: true }

/** `/auth/2fa?next=/path`, after the password. */
export async function secondFactorPage(visit: Visit): Promise<Answer> {
  const found = await findPendingSignIn(visit.app, visit.cookies.get('pending') ?? '')
  return found ? respond(visit, { head, body: <CodeForm visit={visit} /> }) : startOver(visit)
}

export async function submitSecondFactor(visit: Visit): Promise<Answer> {
  const { app, request, caller, cookies } = visit
  const { code = '' } = await readForm(visit)
  const secret = cookies.get('pending') ?? ''
  const user = await findPendingSignIn(app, secret)
  if (!user) return startOver(visit)
  const problem = await checkCode(app, user, { code, network: caller.network }).then(
    (isRight) => (isRight ? undefined : sentenceOf(['second-factor-wrong'])),
    refusalOf,
  )
  if (problem) return respond(visit, { head, status: 422, body: <CodeForm visit={visit} problem={problem} /> })
  if (!(await endPendingSignIn(app, secret))) return startOver(visit)
  cookies.delete('pending')
  await signInHere(visit, user)
  return leadTo(visit, nextOf(request, '/'))
}

/** The password was given too long ago, or in another browser. */
function startOver(visit: Visit): Answer {
  return leadTo(visit, withNext('/auth/sign-in', nextOf(visit.request, '/')))
}

function CodeForm({ visit, problem }: { visit: Visit; problem?: string }): VNode {
  return (
    <>
      <h1>One more step</h1>
      <p class="lead">Your account is protected by a second factor.</p>
      <Form visit={visit} class="sheet">
        <Field
          name="code"
          label="Code"
          hint="The six digits that your authenticator app shows now, or one of your recovery codes"
          required
          autofocus
          autocomplete="one-time-code"
          autocapitalize="none"
          spellcheck={false}
          problem={problem}
        />
        <button type="submit">Continue</button>
      </Form>
    </>
  )
}
