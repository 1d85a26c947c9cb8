/** Sign-in with name or e-mail address and password, and sign-out. */
import type { VNode } from 'preact'
import { isNewcomer } from '../../core/policy/logins.ts'
import { PENDING_VALID_MS, startPendingSignIn } from '../../core/sessions/pending.ts'
import { checkPassword } from '../../core/users/sign-in.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { readForm } from '../http/form.ts'
import { nextOf, withNext } from '../http/own-path.ts'
import { refusalOf } from '../http/refusal.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { signInHere, signOutHere } from '../visit/accounts.ts'
import type { Visit } from '../visit/visit.ts'

const HOME = '/'
const head = { title: 'Sign in', noindex: true }

/** `/auth/sign-in?next=/path`. Whoever is signed in already goes on at once, except to add another account (`add`). */
export async function signInPage(visit: Visit): Promise<Answer> {
  const { visitor, request } = visit
  if (visitor && !new URLSearchParams(request.query).has('add')) return leadTo(visit, nextOf(request, HOME))
  return respond(visit, { head, body: <SignInForm visit={visit} /> })
}

export async function submitSignIn(visit: Visit): Promise<Answer> {
  const { app, request, caller, cookies } = visit
  const { login = '', password = '' } = await readForm(visit)
  const next = nextOf(request, HOME)
  const again = (problem: string) =>
    respond(visit, { head, status: 422, body: <SignInForm visit={visit} login={login} problem={problem} /> })
  try {
    const known = await checkPassword(app, { login, password, network: caller.network, admitsNewcomers: true })
    if (!known) return await again(sentenceOf(['credentials-wrong']))
    if (!known.needsCode) {
      await signInHere(visit, known.user)
      return leadTo(visit, isNewcomer(known.user) ? '/auth/check-mail' : next)
    }
    cookies.set('pending', await startPendingSignIn(app, known.user), PENDING_VALID_MS)
    return leadTo(visit, withNext('/auth/2fa', next))
  } catch (error) {
    return again(refusalOf(error))
  }
}

/** Signs the account in use out. If another one is signed in, it is in use from now on. */
export async function submitSignOut(visit: Visit): Promise<Answer> {
  await readForm(visit)
  await signOutHere(visit, ({ user }) => user.id === (visit.visitor ?? visit.newcomer)?.user.id)
  return leadTo(visit, HOME)
}

interface SignInFormProps {
  visit: Visit
  login?: string
  problem?: string
}

function SignInForm({ visit, login, problem }: SignInFormProps): VNode {
  return (
    <>
      <h1>Sign in</h1>
      {visit.visitor && (
        <p class="lead">
          <bdi>@{visit.visitor.account.username}</bdi> stays signed in. You can switch between your accounts.
        </p>
      )}
      <Form visit={visit} class="sheet">
        {problem && (
          <p class="wrong" role="alert">
            {problem}
          </p>
        )}
        <Field name="login" label="Username or e-mail" required autocomplete="username" value={login} />
        <Field name="password" label="Password" type="password" required autocomplete="current-password" />
        <button type="submit">Sign in</button>
        <p>
          <a href="/auth/reset">Forgot your password?</a>
        </p>
        {!visit.visitor && visit.cookies.get('others') && (
          <p>
            <a href="/auth/accounts">Use an account that is signed in</a>
          </p>
        )}
      </Form>
    </>
  )
}
