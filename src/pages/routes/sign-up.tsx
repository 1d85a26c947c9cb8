/** Sign-up: open, with a moderator's approval, or closed. */

import type { VNode } from 'preact'
import type { App } from '../../core/app.ts'
import { Forbidden, Invalid } from '../../core/errors.ts'
import { getSettings, type InstanceSettings } from '../../core/instance/settings.ts'
import { loginState } from '../../core/policy/logins.ts'
import { createFirstKey } from '../../core/users/first-key.ts'
import { signUp } from '../../core/users/sign-up.ts'
import type { Answer } from '../../lib/http-server/answer.ts'
import { AccountFields } from '../components/account-fields.tsx'
import { Field } from '../components/field.tsx'
import { Form } from '../components/form.tsx'
import { problemsOf, readForm } from '../http/form.ts'
import { respond } from '../http/respond.tsx'
import type { Visit } from '../visit/visit.ts'
import { keyPage } from './key.tsx'

const head = { title: 'Sign up', noindex: true }

export async function signUpPage(visit: Visit): Promise<Answer> {
  const settings = await requireOpen(visit.app)
  return respond(visit, { head, body: <SignUpForm visit={visit} settings={settings} values={{}} problems={{}} /> })
}

export async function submitSignUp(visit: Visit): Promise<Answer> {
  const { app } = visit
  const settings = await requireOpen(app)
  const { username = '', email = '', password = '', reason = '', agreement } = await readForm(visit)
  try {
    const form = { username, email, password, reason, agreement: agreement === 'on', network: visit.caller.network }
    const { user, account } = await signUp(app, form)
    if (loginState(user) === 'pending') return await pendingPage(visit)
    const { key } = await createFirstKey(app, user)
    return await keyPage(visit, { account, key, lead: 'Your account is ready.' })
  } catch (error) {
    if (!(error instanceof Invalid)) throw error
    const values = { username, email, reason }
    const body = <SignUpForm visit={visit} settings={settings} values={values} problems={problemsOf(error)} />
    return respond(visit, { head, body, status: 422 })
  }
}

async function requireOpen(app: App): Promise<InstanceSettings> {
  const settings = await getSettings(app)
  if (settings.registrations === 'closed') throw new Forbidden('sign-up-closed')
  return settings
}

function pendingPage(visit: Visit): Promise<Answer> {
  return respond(visit, {
    head,
    body: (
      <>
        <h1>Thank you</h1>
        <p class="lead">A moderator will read your request. You can use your account once it is approved.</p>
      </>
    ),
  })
}

interface SignUpFormProps {
  visit: Visit
  settings: InstanceSettings
  /** The values of the refused attempt. */
  values: { username?: string; email?: string; reason?: string }
  problems: Record<string, string>
}

function SignUpForm({ visit, settings, values, problems }: SignUpFormProps): VNode {
  const needsApproval = settings.registrations === 'approval'
  return (
    <>
      <h1>{needsApproval ? 'Request an account' : 'Sign up'}</h1>
      <p class="lead">{settings.shortDescription} From here you can follow anyone on any server.</p>
      <Form visit={visit} class="sheet">
        <AccountFields
          usernameHint={`You will be @name@${visit.app.uris.host}. You cannot change this later.`}
          values={values}
          problems={problems}
        />
        {needsApproval && (
          <Field
            name="reason"
            label="Why would you like to join?"
            required
            value={values.reason}
            problem={problems.reason}
          />
        )}
        <input type="hidden" name="agreement" value="on" />
        {settings.rules.length > 0 && (
          <p>
            By signing up you agree to <a href="/about">the rules</a>.
          </p>
        )}
        <button type="submit">{needsApproval ? 'Send request' : 'Sign up'}</button>
      </Form>
    </>
  )
}
