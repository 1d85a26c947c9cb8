/** The page behind the link that confirms an address. Mail scanners open it too, so only its button changes anything. */
import { loginState } from '../../core/policy/logins.ts'
import { confirmEmail, readConfirmation } from '../../core/users/confirm-email.ts'
import type { User } from '../../db/tables/users.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Form } from '../components/form.tsx'
import { readForm } from '../http/form.ts'
import { leadTo, respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

const head = { title: 'Confirm your address', noindex: true }

export async function confirmEmailPage(visit: Visit, token: string): Promise<Answer> {
  const { email, username } = await readConfirmation(visit.app, token)
  return respond(visit, {
    head,
    body: (
      <>
        <h1>Confirm your address</h1>
        <p class="lead">
          Is <bdi>{email}</bdi> your address, and <bdi>@{username}</bdi> your account?
        </p>
        <Form visit={visit} class="sheet">
          <button type="submit">Yes, confirm</button>
        </Form>
      </>
    ),
  })
}

export async function submitConfirmEmail(visit: Visit, token: string): Promise<Answer> {
  await readForm(visit)
  const user = await confirmEmail(visit.app, token)
  if (visit.visitor?.user.id === user.id) return leadTo(visit, '/settings/account')
  if (visit.newcomer?.user.id === user.id)
    return leadTo(visit, loginState(user) === 'active' ? '/home' : '/auth/check-mail')
  return confirmed(visit, user)
}

/** For another browser than the one in which the person is signed in. */
function confirmed(visit: Visit, user: User): Promise<Answer> {
  return respond(visit, {
    head,
    body: (
      <>
        <h1>Your address is confirmed</h1>
        {loginState(user) === 'pending' ? (
          <p class="lead">A moderator will read your request now. We will write to you once it is approved.</p>
        ) : (
          <p class="lead">
            You can <a href="/auth/sign-in">sign in</a> now, here or in an app.
          </p>
        )}
      </>
    ),
  })
}
