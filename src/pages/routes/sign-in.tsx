/** Sign-in with name or e-mail address and password, and sign-out. */
import type { VNode } from 'preact'
import { AtollError } from '../../core/errors.ts'
import { isNewcomer } from '../../core/policy/logins.ts'
import { endSession } from '../../core/sessions/end.ts'
import { signIn } from '../../core/users/sign-in.ts'
import type { User } from '../../db/tables/users.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { readForm } from '../http/form.ts'
import { ownPath } from '../http/own-path.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { signInHere } from '../visit/accounts.ts'
import type { Visit } from '../visit/visit.ts'

const HOME = '/'
const head = { title: 'Sign in', noindex: true }

/** `/auth/sign-in?next=/path`. Whoever is signed in already goes on at once. */
export async function signInPage(visit: Visit): Promise<Answer> {
  if (visit.visitor) return leadTo(visit, nextOf(visit))
  return respond(visit, { head, body: <SignInForm visit={visit} /> })
}

export async function submitSignIn(visit: Visit): Promise<Answer> {
  const { login = '', password = '' } = await readForm(visit)
  const found = await userOf(visit, login, password)
  if ('problem' in found)
    return respond(visit, {
      head,
      status: 422,
      body: <SignInForm visit={visit} login={login} problem={found.problem} />,
    })
  await signInHere(visit, found.user)
  return leadTo(visit, isNewcomer(found.user) ? '/auth/check-mail' : nextOf(visit))
}

async function userOf(
  { app, caller }: Visit,
  login: string,
  password: string,
): Promise<{ user: User } | { problem: string }> {
  try {
    const user = await signIn(app, { login, password, network: caller.network, admitsNewcomers: true })
    return user ? { user } : { problem: sentenceOf(['credentials-wrong']) }
  } catch (error) {
    if (error instanceof AtollError) return { problem: sentenceOf(error.reason) }
    throw error
  }
}

export async function submitSignOut(visit: Visit): Promise<Answer> {
  await readForm(visit)
  const { app, visitor, cookies } = visit
  if (visitor) await endSession(app, visitor.user, visitor.session.id)
  cookies.delete('session')
  return leadTo(visit, HOME)
}

/** Where to go on after the sign-in: to the page that asked for it, on this server. */
function nextOf({ request }: Visit): string {
  return ownPath(new URLSearchParams(request.query).get('next')) ?? HOME
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
      </Form>
    </>
  )
}
