/** A new password for someone who has forgotten theirs. No answer tells whether an address is known (case 97). */
import type { VNode } from 'preact'
import { Invalid } from '../../core/errors.ts'
import { askForReset, requireResetLink, resetPassword } from '../../core/users/reset-password.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { NewPasswordField } from '../components/new-password-field.tsx'
import { problemsOf, readForm } from '../http/form.ts'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'

const head = { title: 'Reset your password', noindex: true }

export async function resetPage(visit: Visit): Promise<Answer> {
  return respond(visit, {
    head,
    body: (
      <>
        <h1>Reset your password</h1>
        <p class="lead">We send you a letter with a link. If none arrives, ask the administrators of this server.</p>
        <Form visit={visit} class="sheet">
          <Field name="email" label="E-mail" type="email" required autocomplete="email" />
          <button type="submit">Send the link</button>
        </Form>
      </>
    ),
  })
}

export async function submitReset(visit: Visit): Promise<Answer> {
  const { email = '' } = await readForm(visit)
  await askForReset(visit.app, email)
  return respond(visit, {
    head: { title: 'Check your mail', noindex: true },
    body: (
      <>
        <h1>Check your mail</h1>
        <p class="lead">
          If <bdi>{email.trim()}</bdi> belongs to an account here, a letter with a link is on its way. The link works
          once, for six hours.
        </p>
        <p>Nothing there? Look into the folder for spam, and check that you have confirmed this address.</p>
      </>
    ),
  })
}

/** The page behind the link. Opening it changes nothing. */
export async function newPasswordPage(visit: Visit, token: string): Promise<Answer> {
  await requireResetLink(visit.app, token)
  return respond(visit, { head, body: <NewPassword visit={visit} /> })
}

export async function submitNewPassword(visit: Visit, token: string): Promise<Answer> {
  const { password = '' } = await readForm(visit)
  try {
    await resetPassword(visit.app, token, { password, network: visit.caller.network })
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const body = <NewPassword visit={visit} problem={problemsOf(error).password} />
    return respond(visit, { head, status: 422, body })
  }
  return respond(visit, { head: { title: 'Your password is set', noindex: true }, body: <Done /> })
}

function NewPassword({ visit, problem }: { visit: Visit; problem?: string | undefined }): VNode {
  return (
    <>
      <h1>Set a new password</h1>
      <p class="lead">It signs out every browser and app that uses your account, and ends every API key.</p>
      <Form visit={visit} class="sheet">
        <NewPasswordField label="New password" problem={problem} />
        <button type="submit">Set the password</button>
      </Form>
    </>
  )
}

function Done(): VNode {
  return (
    <>
      <h1>Your password is set</h1>
      <p class="lead">
        You are signed out everywhere. <a href="/auth/sign-in">Sign in</a> with your new password.
      </p>
    </>
  )
}
