/** Asks for the password again, before a change that an open browser alone must not allow. */
import type { VNode } from 'preact'
import { confirmSession } from '../../core/sessions/confirm.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { readForm } from '../http/form.ts'
import { ownPasswordProblem } from '../http/own-password.ts'
import { nextOf } from '../http/own-path.ts'
import { leadTo, respond } from '../http/respond.tsx'
import { requireVisitor, type Visit } from '../visit/visit.ts'

const head = { title: 'Confirm that it is you', noindex: true }

/** `/auth/confirm?next=/path` */
export async function confirmPage(visit: Visit): Promise<Answer> {
  return respond(visit, { head, body: <PasswordForm visit={visit} username={usernameOf(visit)} /> })
}

export async function submitConfirm(visit: Visit): Promise<Answer> {
  const { app, request } = visit
  const { password = '' } = await readForm(visit)
  const { session } = requireVisitor(visit)
  const username = usernameOf(visit)
  const problem = await ownPasswordProblem(visit, password)
  if (problem) {
    const body = <PasswordForm visit={visit} username={username} problem={problem} />
    return respond(visit, { head, status: 422, body })
  }
  await confirmSession(app, session)
  return leadTo(visit, nextOf(request, '/settings/security'))
}

function usernameOf(visit: Visit): string {
  return requireVisitor(visit).account.username
}

interface PasswordFormProps {
  visit: Visit
  username: string
  problem?: string
}

function PasswordForm({ visit, username, problem }: PasswordFormProps): VNode {
  return (
    <>
      <h1>Confirm that it is you</h1>
      <p class="lead">
        Enter the password of <bdi>@{username}</bdi> to go on.
      </p>
      <Form visit={visit} class="sheet">
        <Field
          name="password"
          label="Password"
          type="password"
          required
          autofocus
          autocomplete="current-password"
          problem={problem}
        />
        <button type="submit">Continue</button>
      </Form>
    </>
  )
}
